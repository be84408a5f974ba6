import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../tools/testing/any-character.js';
import { entityOf, fieldOf, keyOfTopic, literalPrefix, matcherOf, matches, parseKey, parseKeyPattern, parsePattern, parseTopic, topicOfKey } from '../src/address.js';
import { referenceMatches } from '../src/conformance/reference-matcher.js';
import { InvalidTopicError } from '../src/errors.js';

const CHARACTERS = ['a', 'b', 'Z', '0', '9', '_', '-'];
const segment = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 8 });
const segments = fc.array(segment, { minLength: 1, maxLength: 16 });
const smallSegment = fc.constantFrom('a', 'b', 'A', '-');
const pattern = fc.array(fc.oneof(smallSegment, fc.constant('*')), { minLength: 1, maxLength: 5 });
const address = fc.array(smallSegment, { minLength: 1, maxLength: 6 });

describe('the grammar of addresses', () => {
  it('accepts every legal topic, key and pattern, and returns it', () => {
    fc.assert(fc.property(segments, (parts) => {
      const topic = parts.join('.');
      expect(parseTopic(topic)).toBe(topic);
      expect(parsePattern(topic)).toBe(topic);
      if (parts.length > 1) expect(parseKey(parts.join(':'))).toBe(parts.join(':'));
    }));
    fc.assert(fc.property(pattern, (parts) => {
      expect(parsePattern(parts.join('.'))).toBe(parts.join('.'));
      if (parts.length > 1) expect(parseKeyPattern(parts.join(':'))).toBe(parts.join(':'));
    }));
  });

  it('refuses every topic that is not made of legal segments', () => {
    const isLegal = (topic: string): boolean => topic.length <= 512 && topic.split('.').length <= 16 && topic.split('.').every((part) => /^[A-Za-z0-9_-]{1,128}$/.test(part) && !part.includes('\n'));
    fc.assert(fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.string({ unit: fc.constantFrom('a', '.', ':', '*', ' ', '\n', 'é', '') })), (topic) => {
      if (isLegal(topic)) expect(parseTopic(topic)).toBe(topic);
      else expect(() => parseTopic(topic)).toThrow(InvalidTopicError);
    }), { numRuns: 500 });
  });

  it('quotes what was wrong without its power over terminals and logs', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter, minLength: 1 }), (topic) => {
      try {
        parseTopic(topic);
      } catch (error) {
        expect((error as Error).message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }
    }), { numRuns: 500 });
  });

  it('says how to spell a topic that is written as a key, and a key as a topic', () => {
    expect(() => parseTopic('training:status')).toThrow('join the segments of a topic by "."');
    expect(() => parseKey('training:exp_1.status')).toThrow('join the segments of a key by ":"');
    expect(() => parsePattern('training:*')).toThrow('join the segments of a pattern by "."');
  });

  it('spells one address as topic and as key', () => {
    expect(keyOfTopic('ppo_training.experiment.exp_123.status')).toBe('ppo_training:experiment:exp_123:status');
    fc.assert(fc.property(segments, (parts) => {
      expect(topicOfKey(keyOfTopic(parts.join('.')))).toBe(parts.join('.'));
      expect(entityOf(parts.join(':'))).toBe(parts.slice(0, -1).join('.'));
      expect(fieldOf(parts.join('.'))).toBe(parts.at(-1));
    }));
  });

  it('tells the literal beginning of a pattern', () => {
    expect(['a.*.b', '*', 'a.b', '*.a'].map(literalPrefix)).toEqual(['a.', '', 'a.b', '']);
  });
});

describe('matches', () => {
  it('agrees with the reference, for topics and for keys', () => {
    fc.assert(fc.property(pattern, address, (wanted, given) => {
      const expected = referenceMatches(wanted, given);
      expect(matches(wanted.join('.'), given.join('.'))).toBe(expected);
      expect(matches(wanted.join(':'), given.join(':'), ':')).toBe(expected);
      expect(matcherOf(wanted.join('.'))(given.join('.'))).toBe(expected);
    }), { numRuns: 2_000 });
  });
});
