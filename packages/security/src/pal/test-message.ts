// Messages of tests: literals into values of IDL types, as rules see them in messages of a kernel.
// Parameters and members that are left out have their defaults.
//
// Kinds and ranges of values are checked here. That a text is not too long for its parameter is
// part of the structure of a message, which is checked as a whole (`message-fault.ts`).

import { type Fields, type IntegerKind, integerRange, type Type, uint32 } from '@kos/idl'
import type { NameNode } from '@kos/idl-compiler/text'
import type { DictionaryEntry, ExpressionNode } from '../psl/syntax.ts'
import { hintOf } from '../psl/name-hint.ts'
import { defaultValue, handleValue } from './default-value.ts'
import {
  constant,
  integerOf,
  type LiteralContext,
  reportMisfit,
  readProcess,
  typeWords,
  type ValueMaker,
} from './literal.ts'

/** Reads the message of a case; `owner` is what has the fields, for diagnostics. */
export function readFields(
  entries: readonly DictionaryEntry[],
  fields: Fields,
  owner: string,
  context: LiteralContext,
): ValueMaker {
  const makers = new Map<string, ValueMaker>(
    Object.entries(fields).map(([name, type]) => [name, constant(defaultValue(type))]),
  )
  const written = new Set<string>()
  for (const { key, value } of entries) {
    const type = Object.hasOwn(fields, key.text) ? fields[key.text] : undefined
    if (type === undefined) reportUnknown(key, owner, Object.keys(fields), context)
    else if (written.has(key.text))
      context.diagnostics.error(context.source, key, `${key.text} is written twice`)
    else makers.set(key.text, readValue(value, key.text, type, context))
    written.add(key.text)
  }
  const list = [...makers]
  return (sidOf) => Object.fromEntries(list.map(([name, make]) => [name, make(sidOf)]))
}

function reportUnknown(
  key: NameNode,
  owner: string,
  names: readonly string[],
  { source, diagnostics }: LiteralContext,
): void {
  const hint = hintOf(key.text, names) ?? 'it has none'
  diagnostics.error(source, key, `${owner} has no ${key.text}`, hint)
}

type Reader = (
  node: ExpressionNode,
  name: string,
  type: Type<unknown>,
  context: LiteralContext,
) => ValueMaker

const readValue: Reader = (node, name, type, context) =>
  (readers[type.kind] ?? readInteger)(node, name, type, context)

const readInteger: Reader = (node, name, type, context) => {
  const value = integerOf(node)
  if (value === null) return reportMisfit(node, name, type, context)
  const [min, max] = integerRange(type.kind as IntegerKind)
  if (value < min || value > max) {
    const message = `${name} takes ${typeWords(type)}, and ${value} is none`
    context.diagnostics.error(context.source, node, message, `it is from ${min} to ${max}`)
  }
  return constant(type.kind.endsWith('64') ? value : Number(value))
}

// Bytes are a text, in UTF-8, or a list of numbers.
const readBytes: Reader = (node, name, type, context) => {
  if (node.kind === 'text' && isWellFormed(node.value)) return constant(utf8(node.value))
  if (node.kind !== 'list') return reportMisfit(node, name, type, context)
  const bytes = node.elements.map((element) => {
    const value = integerOf(element)
    if (value !== null && value >= 0n && value <= 0xffn) return Number(value)
    context.diagnostics.error(context.source, element, `${name} takes bytes, from 0 to 255`)
    return 0
  })
  return constant(new Uint8Array(bytes))
}

/** Whether UTF-8 can express a text: not if it has half a surrogate pair. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** A well-formed text in UTF-8, on platforms without TextEncoder as well. */
function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text)
  const units = escaped.replaceAll(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number(`0x${hex}`)),
  )
  return Uint8Array.from(units, (unit) => unit.charCodeAt(0))
}

// A handle is a security id, or one with rights.
const readHandle: Reader = (node, name, type, context) => {
  if (node.kind !== 'dictionary') {
    const sid = readSid(node, name, type, context)
    return (sidOf) => handleValue(sid(sidOf) as number, 0)
  }
  let [handle, rights] = [constant(0), constant(0)]
  for (const { key, value } of node.entries) {
    const at = `${name}.${key.text}`
    if (key.text === 'handle') handle = readSid(value, at, type, context)
    else if (key.text === 'rights') rights = readInteger(value, at, uint32, context)
    else reportUnknown(key, name, ['handle', 'rights'], context)
  }
  return (sidOf) => handleValue(handle(sidOf) as number, rights(sidOf) as number)
}

const readSid: Reader = (node, name, type, context) => {
  if (node.kind === 'reference') return readProcess(node.name, context)
  if (integerOf(node) === null) return reportMisfit(node, name, type, context)
  return readInteger(node, name, uint32, context)
}

const readStruct: Reader = (node, name, type, context) => {
  if (node.kind !== 'dictionary') return reportMisfit(node, name, type, context)
  const members = Object.fromEntries(type.fields.map((field) => [field.name, field.type]))
  return readFields(node.entries, members, name, context)
}

// A union is its one member.
const readUnion: Reader = (node, name, type, context) => {
  if (node.kind !== 'dictionary') return reportMisfit(node, name, type, context)
  const [entry] = node.entries
  if (entry === undefined || node.entries.length > 1) {
    const message = `${name} takes one of its members, and this has ${node.entries.length}`
    context.diagnostics.error(context.source, node, message)
    return constant(undefined)
  }
  const { key, value } = entry
  const member = type.fields.find((field) => field.name === key.text)
  if (member === undefined) {
    const names = type.fields.map((field) => field.name)
    reportUnknown(key, name, names, context)
    return constant(undefined)
  }
  const make = readValue(value, `${name}.${key.text}`, member.type, context)
  return (sidOf) => ({ tag: member.name, value: make(sidOf) })
}

const readList: Reader = (node, name, type, context) => {
  if (node.kind !== 'list') return reportMisfit(node, name, type, context)
  const element = type.element as Type<unknown>
  const makers = node.elements.map((each, i) => readValue(each, `${name}[${i}]`, element, context))
  return (sidOf) => makers.map((make) => make(sidOf))
}

const readText: Reader = (node, name, type, context) =>
  node.kind === 'text' ? constant(node.value) : reportMisfit(node, name, type, context)

/** The readers of kinds of types; all other kinds are integers. */
const readers: Partial<Record<Type<unknown>['kind'], Reader>> = {
  string: readText,
  bytes: readBytes,
  handle: readHandle,
  struct: readStruct,
  union: readUnion,
  array: readList,
  sequence: readList,
}
