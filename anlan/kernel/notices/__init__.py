"""What somebody is told because others did something: derived from the journal, each thing once. 消息"""
