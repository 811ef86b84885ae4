CREATE INDEX follow_counts_most_followed ON follow_counts (followers DESC, user_id DESC) WHERE followers > 0;
