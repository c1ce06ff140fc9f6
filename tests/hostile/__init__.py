"""Makers of files and texts that want to do harm. None is stored: each is made when it is asked for."""
