"""Tasks: what the house or a command asks of one person, and another accepts. 任务"""
