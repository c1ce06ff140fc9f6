"""What somebody has begun to write and not yet said. 草稿"""
