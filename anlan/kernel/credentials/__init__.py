"""Credentials: what somebody shows of himself beside his password, or instead of it, once. 凭据"""
