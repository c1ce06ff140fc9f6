"""Stopping: a warning was wrong; what has not gone of it never goes, and whoever got it is told. 叫停"""
