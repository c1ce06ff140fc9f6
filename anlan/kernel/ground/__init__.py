"""Ground: sites that are lines or pieces of ground, zones of risk, and patrols that are drawn on the spot. 区域"""
