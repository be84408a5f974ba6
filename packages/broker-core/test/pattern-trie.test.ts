import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { referenceMatches } from '../src/conformance/reference-matcher.js';
import { PatternTrie } from '../src/delivery/pattern-trie.js';
import type { Receiver } from '../src/delivery/receiver.js';
import { Routes } from '../src/delivery/routes.js';

const segment = fc.constantFrom('a', 'b', 'c');
const pattern = fc.array(fc.oneof(segment, fc.constant('*')), { minLength: 1, maxLength: 4 });
const topic = fc.array(segment, { minLength: 1, maxLength: 5 });
const steps = fc.array(fc.record({ isAdded: fc.boolean(), pattern, value: fc.nat(3) }), { maxLength: 40 });

describe('PatternTrie', () => {
  it('finds what the reference finds, after any adding and removing', () => {
    fc.assert(fc.property(steps, fc.array(topic, { minLength: 1 }), (changes, topics) => {
      const trie = new PatternTrie<number>();
      const filed = new Set<string>();
      for (const { isAdded, pattern: wanted, value } of changes) {
        const name = `${wanted.join('.')} ${String(value)}`;
        if (isAdded) {
          trie.add(wanted.join('.'), value);
          filed.add(name);
        } else {
          trie.remove(wanted.join('.'), value);
          filed.delete(name);
        }
      }
      for (const given of topics) {
        const expected = [...filed].map((name) => name.split(' ')).filter(([wanted = '']) => referenceMatches(wanted.split('.'), given)).map(([, value]) => Number(value));
        expect([...trie.match(given.join('.'))].sort()).toEqual([...new Set(expected)].sort());
      }
    }), { numRuns: 500 });
  });

  it('remembers nothing of patterns that have left', () => {
    const trie = new PatternTrie<string>();
    for (const wanted of ['a.*.c', 'a.b', '*', 'a.*', '*.*.d']) {
      trie.add(wanted, 'x');
      trie.remove(wanted, 'x');
      trie.remove(wanted, 'never there');
    }
    expect(trie).toEqual(new PatternTrie<string>());
    expect(trie.match('a.b').size).toBe(0);
  });
});

describe('Routes', () => {
  it('forgets its answers when a pattern comes or goes', () => {
    const [one, two] = [receiver(), receiver()];
    const routes = new Routes();
    expect(routes.to('a.b').receivers).toEqual([]);
    routes.add(['a.*', 'a.b'], one);
    expect(routes.to('a.b').receivers).toEqual([one]);
    expect(routes.to('a.b')).toBe(routes.to('a.b'));
    routes.add(['*'], two);
    expect(new Set(routes.to('a.b').receivers)).toEqual(new Set([one, two]));
    routes.remove(['a.*', 'a.b'], one);
    expect(routes.to('a.b').receivers).toEqual([two]);
  });
});

const receiver = (): Receiver => ({ isOpen: true, beganAt: 0, isLive: () => true, offer: () => undefined });
