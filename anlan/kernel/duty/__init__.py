"""Who keeps watch, from when to when, and who relieves him. 值守"""
