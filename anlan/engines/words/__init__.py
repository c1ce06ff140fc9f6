"""What a person may type to find a thing. 词语"""
