"""Channels: by what the house reaches people outside, with credentials that nobody reads again. 渠道"""
