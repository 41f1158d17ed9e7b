// The lexical grammar of IDL, CDL and EDL.

import { LexicalGrammar } from './text/index.ts'

/** The symbols of IDL, CDL and EDL. */
export const idlGrammar: LexicalGrammar = /* @__PURE__ */ new LexicalGrammar({
  symbols: '{ } ( ) < > , ; : . = + * - << **'.split(' '),
  hints: {
    '[': 'arrays are written array<type, count>, lists sequence<type, limit>',
    ']': 'arrays are written array<type, count>, lists sequence<type, limit>',
    '/': 'comments are written // or /* */',
    '#': 'comments are written // or /* */',
  },
})
