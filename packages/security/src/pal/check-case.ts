// Checks one case of a test: its event, its message, and the name that the process it starts gets.

import type { Method } from '@kos/idl'
import type { Diagnostics, NameNode, SourceFile } from '@kos/idl-compiler/text'
import { type EventHead, formatMethod, type SecurityEventType } from '../event.ts'
import { selectorKeys } from '../psl/grammar.ts'
import type { SelectorKey, TestCase } from '../psl/syntax.ts'
import { messageFields } from './default-value.ts'
import { constant, type LiteralContext, readUntyped, type ValueMaker } from './literal.ts'
import { messageFault } from './message-fault.ts'
import {
  type NameReport,
  type PolicyClasses,
  resolveEvent,
  type ResolvedEvent,
} from './resolve-event.ts'
import { readFields } from './test-message.ts'

/** A case whose names and values are known. */
export interface CheckedTestCase {
  readonly node: TestCase
  readonly head: EventHead
  /** The name of the process that acts, where the case names one instead of a class. */
  readonly source: string | null
  /** The same of the other process. */
  readonly destination: string | null
  /** All processes that it names. */
  readonly processes: ReadonlySet<string>
  readonly message: ValueMaker
  /** Why no kernel lets the message pass, whatever the policy says; null if it is well formed. */
  readonly fault: string | null
}

/**
 * The classes of started processes, by the names that a test gives them. Null if the start has
 * errors.
 */
export type Processes = Map<string, string | null>

/** What cases are checked with. */
export interface CaseContext {
  readonly policy: PolicyClasses
  readonly source: SourceFile
  readonly diagnostics: Diagnostics
}

/** The selectors of a case, by key. */
type Selectors = ReadonlyMap<SelectorKey, NameNode>

/**
 * Checks a case, and gives the process that it starts its name. Null if the names of its event have
 * errors.
 */
export function checkCase(
  node: TestCase,
  processes: Processes,
  context: CaseContext,
): CheckedTestCase | null {
  const selectors = selectorsOf(node, context)
  const event = resolve(node, selectors, processes, context)
  const checked = event === null ? null : checkEvent(node, event, selectors, processes, context)
  // It has its name even after an error, so that no errors of later cases follow from that.
  if (node.stored !== null) {
    checkStored(node, node.stored, context)
    processes.set(node.stored.text, event?.head.destination ?? null)
  }
  return checked
}

function selectorsOf(node: TestCase, { source, diagnostics }: CaseContext): Selectors {
  const selectors = new Map<SelectorKey, NameNode>()
  for (const selector of node.selectors) {
    const { key, value } = selector
    if (selectors.has(key)) diagnostics.error(source, selector, `${key} is written twice`)
    else selectors.set(key, value)
  }
  return selectors
}

function resolve(
  node: TestCase,
  selectors: Selectors,
  processes: Processes,
  { policy, source, diagnostics }: CaseContext,
): ResolvedEvent | null {
  const [src, dst] = [selectors.get('src')?.text, selectors.get('dst')?.text]
  const classOf = (name = ''): string | null | undefined => processes.get(name)
  if (classOf(src) === null || classOf(dst) === null) return null
  const names = {
    type: node.event,
    source: classOf(src) ?? src,
    destination: classOf(dst) ?? dst,
    component: selectors.get('component')?.text,
    endpoint: selectors.get('endpoint')?.text,
    interface: selectors.get('interface')?.text,
    method: selectors.get('method')?.text,
  }
  const report: NameReport = ({ key, message, hint }) =>
    diagnostics.error(source, selectors.get(selectorKeys[key]) ?? node, message, hint)
  return resolveEvent(policy, names, report, processes.keys())
}

function checkStored(node: TestCase, stored: NameNode, context: CaseContext): void {
  const { policy, source, diagnostics } = context
  const error = (message: string, hint: string): void =>
    diagnostics.error(source, stored, message, hint)
  if (node.event !== 'execute') error(`a ${node.event} starts no process`, 'an execute does')
  else if (node.expected === 'deny')
    error('a start that is denied makes no process', `leave out ${stored.text} <-`)
  if (policy.classes.has(stored.text))
    error(`${stored.text} is a class already`, 'call the process something else')
}

function checkEvent(
  node: TestCase,
  event: ResolvedEvent,
  selectors: Selectors,
  processes: Processes,
  context: CaseContext,
): CheckedTestCase {
  const { source, diagnostics } = context
  const before = diagnostics.errorCount
  const used = new Set<string>()
  const message = readMessage(node, event, { source, diagnostics, processes, used })
  const isRead = diagnostics.errorCount === before
  const nameOf = (key: SelectorKey): string | null => {
    const name = selectors.get(key)?.text ?? ''
    if (!processes.has(name)) return null
    used.add(name)
    return name
  }
  return {
    node,
    head: event.head,
    source: nameOf('src'),
    destination: nameOf('dst'),
    processes: used,
    message,
    fault: isRead && event.method !== null ? faultOf(event.method, node, message) : null,
  }
}

// Security ids do not matter to the structure of a message: any will do.
function faultOf(method: Method, { event }: TestCase, message: ValueMaker): string | null {
  return messageFault(
    method,
    event,
    message(() => 1),
  )
}

function readMessage(
  { event: type, message }: TestCase,
  { method, head }: ResolvedEvent,
  context: LiteralContext,
): ValueMaker {
  if (method !== null) {
    const fields = messageFields(method, type)
    return readFields(message?.entries ?? [], fields, describe(type, head), context)
  }
  if (message === null) return constant(undefined)
  if (type !== 'execute') return readUntyped(message, context)
  if (message.entries.length > 0)
    context.diagnostics.error(context.source, message, 'execute has no parameters')
  return constant(undefined)
}

function describe(type: SecurityEventType, { interface: name, method }: EventHead): string {
  return `the ${type} ${formatMethod(name, method)}`
}
