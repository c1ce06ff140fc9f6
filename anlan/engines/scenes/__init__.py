"""Scenes that are played: what happens when, and how invented people answer. 情景"""
