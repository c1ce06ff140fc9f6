"""Calls: who is to answer a warning by when, whether he heard it, and what he did. 叫应"""
