"""Upkeep: how a house is set up, and what keeps it. 维护"""
