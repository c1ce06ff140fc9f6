"""The key by which messages of this house are known, and its certificate. 消息签名"""
