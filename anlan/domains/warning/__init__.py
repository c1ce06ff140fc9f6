"""Warnings: what came in from outside, who let it go out, and when it was over. 预警"""
