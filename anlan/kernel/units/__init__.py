"""Units: what is known of each, gathered in one file. 单位档案"""
