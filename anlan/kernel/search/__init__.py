"""Find anything by what one may type of it: a number, a name, two characters, its sound, a telephone tail. 查找"""
