"""Ringing: a call leaves the house by every channel there is, once for each person and entry. 呼叫"""
