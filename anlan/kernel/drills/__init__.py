"""Drills: homes of their own, each begun with what the house knows of places. 演练空间"""
