"""Which places a shape touches, and who answers for them. 空间"""
