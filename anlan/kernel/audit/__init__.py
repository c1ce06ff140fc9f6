"""What lies beside the journal and yet cannot be changed unseen: audit lines, and what is known of files. 审计"""
