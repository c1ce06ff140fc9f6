"""Gateways: messages go out over HTTPS and are signed; reports and replies come in by the same hand. 网关"""
