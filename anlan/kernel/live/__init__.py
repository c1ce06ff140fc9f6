"""What changed on a page since it was read: told to who looks at it, as far as he sees, and never what. 动态"""
