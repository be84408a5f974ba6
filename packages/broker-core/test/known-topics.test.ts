import { describe, expect, it } from '@jest/globals';
import { InvalidTopicError } from '../src/errors.js';
import { KnownTopics } from '../src/known-topics.js';

describe('KnownTopics', () => {
  it('takes what is a topic and refuses what is none, however often it is asked and however many it has met', () => {
    const topics = new KnownTopics();
    for (let count = 0; count < 10_002; count++) expect(topics.parse(`log.${String(count)}`)).toBe(`log.${String(count)}`);
    for (const topic of ['log.0', 'log.10001', 'log.0']) expect(topics.parse(topic)).toBe(topic);
    for (const wrong of ['log..0', 'log.*', '', 'log..0']) expect(() => topics.parse(wrong)).toThrow(InvalidTopicError);
    expect(() => topics.parse(7 as unknown as string)).toThrow(InvalidTopicError);
  });
});
