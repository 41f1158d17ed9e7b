// The printer of codecs, and the rules for names in printed code: table of contents of
// @kos/idl/printer.
//
// It is for makers of source text, as @kos/idl-compiler is: it may change with any version.

export { type CodecCode, printCodec } from './print-codec.ts'
export { type CodeScope, type HelperName, isHelper, type TypeScope } from './print-scope.ts'
export { printValueCodec } from './print-value-codec.ts'
export {
  freeName,
  isIdentifier,
  isInterfaceName,
  reservedMethodNames,
  reservedWords,
  resultNames,
} from './names.ts'
