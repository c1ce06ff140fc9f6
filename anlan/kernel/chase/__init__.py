"""The chase: nobody's duty is forgotten because a person or a clock slept. 督催"""
