"""The second look: whether what was struck off stayed away. 回头看"""
