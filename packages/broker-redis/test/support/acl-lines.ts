/** The lines of docs/operating-redis.md, with passwords for the tests. */
const connecting = '+ping +select +time +role +info';
const publishing = '+evalsha +eval +multi +exec +get +set +mset +del +exists +zadd +zrem +hmget +hgetall +hset +hdel +xadd +xtrim +xrange +xrevrange +pexpire +publish';
const reading = '+evalsha +eval +hmget +xrange +xrevrange +pttl +get +mget +exists +zrangebylex +time';
const listening = '+subscribe +unsubscribe +psubscribe +punsubscribe';

/** Publishes and stores; hears nothing but its own health probes. */
export const PUBLISHER = `user publisher on >publisher-secret resetchannels &runwire:* ~runwire:* -@all ${connecting} ${publishing} +mget +zrangebylex +subscribe +unsubscribe`;
/** Subscribes, replays and reads state; has no command that writes. */
export const READER = `user reader on >reader-secret resetchannels &runwire:* ~runwire:* -@all ${connecting} ${reading} ${listening}`;
/** Both. */
export const OPERATOR = `user operator on >operator-secret resetchannels &runwire:* ~runwire:* -@all ${connecting} ${publishing} ${reading} ${listening}`;
const clustered = '+asking +cluster|slots';
/** On a Cluster, with sharded channels or without. */
export const CLUSTER_PUBLISHER = `${PUBLISHER} ${clustered} +spublish +ssubscribe +sunsubscribe`;
export const CLUSTER_READER = `${READER} ${clustered} +ssubscribe +sunsubscribe`;
