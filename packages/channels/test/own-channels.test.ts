import { expect, it } from '@jest/globals';
import { InvalidTopicError, type Receipt } from '@runwire/broker-core';
import { z } from 'zod';
import { BaseChannel, defineChannel, InvalidDataError, type ChannelSubscription, type InvalidArrival } from '../src/index.js';
import { onEveryBroker, unique } from './on-every-broker.js';
import { inTime, iterate, next, take } from './take.js';

const Order = z.object({ state: z.enum(['open', 'paid', 'shipped']), total: z.number().min(0) });
const makeOrders = defineChannel({ namespace: 'shop', resource: 'order', fields: { order: Order, note: z.object({ text: z.string() }) } });

class OrdersChannel extends BaseChannel {
  save(id: string, order: z.output<typeof Order>): Promise<Receipt> {
    return this.storeValue(this.key('order', id, 'order'), Order, order);
  }

  subscribe(): ChannelSubscription<z.output<typeof Order>> {
    return this.subscribeValue(this.topic('order.*.order'), Order);
  }
}

onEveryBroker('a channel of one’s own', (stage) => {
  it('spells topics and keys', () => {
    const channel = new BaseChannel({ namespace: 'shop', broker: stage.broker() });
    expect(channel.topic('order.o_1.order')).toBe('shop.order.o_1.order');
    expect(channel.key('order', 'o_1', 'order')).toBe('shop:order:o_1:order');
    expect(() => channel.topic('a..b')).toThrow(InvalidTopicError);
    expect(() => channel.key('order', 'a:b', 'order')).toThrow(InvalidTopicError);
    expect(() => channel.key('order', 'a.b', 'order')).toThrow(InvalidTopicError);
    for (const namespace of ['a b', 'a.b', '*', '']) expect(() => new BaseChannel({ namespace, broker: stage.broker() })).toThrow(/^The namespace is ".*"; use 1 to 128 letters/);
  });

  it('stores and publishes in one step, and subscribes to all ids', async () => {
    const orders = makeOrders({ namespace: unique('shop'), broker: stage.broker() });
    await using all = orders.subscribe('order', '*');
    await all.ready;
    await orders.save('order', 'o_1', { state: 'open', total: 12 });
    await orders.publish('note', 'o_1', { text: 'not stored' });
    await orders.save('order', 'o_2', { state: 'paid', total: 0 });
    expect(await take(iterate(all), 2)).toEqual([{ state: 'open', total: 12 }, { state: 'paid', total: 0 }]);
    expect(await orders.get('order', 'o_1')).toEqual({ state: 'open', total: 12 });
    expect(await orders.get('note', 'o_1')).toBeUndefined();
  });

  it('is a subclass of a few lines', async () => {
    const orders = new OrdersChannel({ namespace: unique('shop'), broker: stage.broker() });
    await using all = orders.subscribe();
    await all.ready;
    await orders.save('o_1', { state: 'open', total: 1 });
    expect(await next(iterate(all))).toEqual({ state: 'open', total: 1 });
  });

  it('refuses to publish what the schema refuses, and names the field', async () => {
    const orders = makeOrders({ namespace: unique('shop'), broker: stage.broker() });
    await expect(orders.save('order', 'o_1', { state: 'open', total: -1 })).rejects.toThrow(InvalidDataError);
    await expect(orders.save('order', 'o_1', { state: 'open', total: -1 })).rejects.toThrow(/order:o_1:order.*total/);
    expect(await orders.get('order', 'o_1')).toBeUndefined();
  });

  it('counts, reports and skips what arrives or is stored broken', async () => {
    const arrivals: InvalidArrival[] = [];
    const orders = makeOrders({ namespace: unique('shop'), broker: stage.broker(), onInvalid: (arrival) => arrivals.push(arrival) });
    await using all = orders.subscribe('order', 'o_1');
    await all.ready;
    const topic = orders.topic('order.o_1.order');
    await stage.broker().publish(topic, { state: 'stolen' });
    await orders.save('order', 'o_1', { state: 'open', total: 1 });
    expect(await next(iterate(all))).toEqual({ state: 'open', total: 1 });
    await stage.broker().store.set(orders.key('order', 'o_2', 'order'), 'broken');
    expect(await orders.get('order', 'o_2')).toBeUndefined();
    expect(arrivals.map(({ address }) => address)).toEqual([topic, orders.key('order', 'o_2', 'order')]);
    expect(orders.invalidCount).toBe(2);
  });

  it('watches a stored value: now, then after every change, without an older one after a newer', async () => {
    const orders = makeOrders({ namespace: unique('shop'), broker: stage.broker() });
    await using watch = orders.watch('order', 'o_1');
    const values = iterate(watch);
    expect(await next(values)).toBeUndefined();
    for (let total = 1; total <= 50; total++) void orders.save('order', 'o_1', { state: 'open', total });
    const totals: number[] = [];
    while (totals.at(-1) !== 50) totals.push((await next(values))?.total ?? 0);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    const pending = values.next();
    await watch.close();
    expect(await inTime(pending)).toMatchObject({ done: true });
  });
});
