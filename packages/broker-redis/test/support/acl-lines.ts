/** The lines of docs/operating-redis.md, with passwords for the tests. */
const connecting = '+ping +select +time +role +info';
const publishing = '+evalsha +eval +get +set +del +exists +zadd +zrem +hmget +hset +xadd +xtrim +xrange +xrevrange +pexpire +publish';
const reading = '+evalsha +eval +hmget +xrange +xrevrange +pttl +get +mget +exists +zrangebylex +time';
const listening = '+subscribe +unsubscribe +psubscribe +punsubscribe';

/** Publishes, stores, subscribes, replays and reads state. */
export const OPERATOR = `user operator on >operator-secret resetchannels &runwire:* ~runwire:* -@all ${connecting} ${publishing} ${reading} ${listening}`;
