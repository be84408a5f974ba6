/** A file is named after its idea, in kebab-case, and a drawer is no idea. */
import { basename } from 'node:path';

const KEBAB_CASE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.(test|config|d))*\.[cm]?[jt]sx?$/;
const DRAWERS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'types', 'manager', 'misc']);

export const fileName = {
  meta: {
    type: 'suggestion',
    docs: { description: 'File names are kebab-case and name an idea' },
    messages: {
      case: 'File name "{{name}}" is not kebab-case; name it after its main export, as in "bounded-queue.ts".',
      drawer: 'File name "{{name}}" is a drawer; name it after its main export.',
    },
    schema: [],
  },
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      const words = name.split('.', 1)[0].split('-');
      if (!KEBAB_CASE.test(name)) context.report({ node, messageId: 'case', data: { name } });
      if (words.some((word) => DRAWERS.has(word))) context.report({ node, messageId: 'drawer', data: { name } });
    },
  }),
};
