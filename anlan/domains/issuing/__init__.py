"""Warnings of our own: written here, signed, and ended by words that were ready before they went out. 起草预警"""
