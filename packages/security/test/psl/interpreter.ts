// A naive interpreter of PSL: walks the tree for each event, evaluates all rules in order, and takes
// back everything if one does not grant. It has models of its own, which are as simple as can be.
import type { SecurityEvent } from '../../src/index.ts'
import type {
  Binding,
  CallNode,
  ExpressionNode,
  Item,
  PolicyObject,
  PslFile,
  RuleNode,
  Section,
  SelectorNode,
} from '../../src/psl/index.ts'

/** The state of all policy objects, by name and SID. */
type State = Record<string, Record<number, ObjectState>>
interface ObjectState {
  state: string
  entries: unknown[]
  base: Record<string, number>
  working: Record<string, number>
}

/** What an event comes to. */
export type NaiveDecision = 'granted' | 'denied' | 'no rule'

type Value = unknown
type Dictionary = Readonly<Record<string, Value>>

export class Interpreter {
  readonly #file: PslFile
  #state: State = {}

  constructor(file: PslFile) {
    this.#file = file
    for (const object of this.#objects()) this.#state[object.name.text] = {}
  }

  decide(event: SecurityEvent): NaiveDecision {
    const before = structuredClone(this.#state)
    const results = this.#bindings()
      .filter((binding) => binding.event === event.type && selects(binding.selectors, event))
      .flatMap(({ section }) => this.#section(section, event))
    const isGranted = results.length > 0 && results.every(Boolean)
    if (!isGranted) this.#state = before
    return isGranted ? 'granted' : results.length === 0 ? 'no rule' : 'denied'
  }

  #bindings(): readonly Binding[] {
    return this.#file.declarations.filter((node) => node.kind === 'binding')
  }

  #objects(): readonly PolicyObject[] {
    return this.#file.declarations.filter((node) => node.kind === 'object')
  }

  /** What the rules of a section answer, as far as they take part. */
  #section({ items }: Section, event: SecurityEvent): boolean[] {
    return items.flatMap((item) => this.#item(item, event))
  }

  #item(item: Item, event: SecurityEvent): boolean[] {
    if (item.kind === 'match')
      return selects(item.selectors, event) ? this.#section(item.section, event) : []
    try {
      if (item.kind === 'rule') return [this.#rule(item, event)]
      const subject = this.#value(item.subject, event)
      const chosen =
        item.cases.find(
          ({ value }) => value !== null && this.#chooses(item.subject, subject, value, event),
        ) ?? item.cases.find(({ value }) => value === null)
      const results = chosen === undefined ? [] : this.#section(chosen.section, event)
      return [results.length > 0 && results.every(Boolean)]
    } catch {
      return [false]
    }
  }

  #chooses(node: ExpressionNode, subject: Value, value: ExpressionNode, event: SecurityEvent) {
    const option = this.#value(value, event)
    return isRegex(node) ? matches(subject, option) : isEqual(subject, option)
  }

  #rule({ object, name, argument }: RuleNode, event: SecurityEvent): boolean {
    const value = argument === null ? undefined : this.#value(argument, event)
    if (object === null) {
      if (name.text === 'grant') return true
      return name.text === 'assert' ? boolean(value) : value === undefined ? false : !boolean(value)
    }
    return this.#change(object.text, name.text, value as Dictionary)
  }

  #change(object: string, rule: string, argument: Dictionary): boolean {
    const sid = Number(argument['sid'])
    const own = this.#state[object]?.[sid]
    if (rule === 'init') return own === undefined && sid > 0 && this.#init(object, sid)
    if (own === undefined) return false
    switch (rule) {
      case 'fini':
        return delete this.#state[object]?.[sid]
      case 'enter':
        return this.#enter(object, own, String(argument['state']))
      case 'allow':
        return (argument['states'] as string[]).includes(own.state)
      case 'add':
        if (own.entries.includes(argument['entry'])) return true
        return own.entries.length < 2 && own.entries.push(argument['entry']) > 0
      case 'remove':
        own.entries = own.entries.filter((entry) => entry !== argument['entry'])
        return true
      case 'set':
        own.working[String(argument['key'])] = Number(argument['value'])
        return true
      case 'commit':
        own.base = { ...own.working }
        return true
      default:
        own.working = { ...own.base }
        return true
    }
  }

  #init(object: string, sid: number): boolean {
    const tables = this.#state[object] ?? {}
    const isFull = Object.keys(tables).length === (object === 'set' ? 2 : 3)
    if (!isFull) tables[sid] = { state: 'x', entries: [], base: { k: 1 }, working: { k: 1 } }
    return !isFull
  }

  #enter(object: string, own: ObjectState, to: string): boolean {
    const node = this.#objects().find(({ name }) => name.text === object)
    const isAllowed = transitionsOf(node).some(([from, next]) => from === own.state && next === to)
    if (isAllowed) own.state = to
    return isAllowed
  }

  #value(node: ExpressionNode, event: SecurityEvent): Value {
    switch (node.kind) {
      case 'integer':
        return Number(node.value)
      case 'text':
      case 'boolean':
        return node.value
      case 'unit':
        return undefined
      case 'reference':
        if (node.name.text === 'src_sid') return event.sourceSid
        return node.name.text === 'dst_sid' ? event.destinationSid : event.message
      case 'access':
        return field(this.#value(node.object, event) as Dictionary, node.field.text)
      case 'dictionary': {
        const entries = node.entries.map(({ key, value }) => [key.text, this.#value(value, event)])
        return Object.fromEntries(entries) as Dictionary
      }
      case 'list':
        return node.elements.map((element) => this.#value(element, event))
      case 'unary':
        return !boolean(this.#value(node.operand, event))
      case 'binary':
        return operate(node.operator, this.#value(node.left, event), this.#value(node.right, event))
      case 'call':
        return this.#call(node, this.#value(node.argument, event))
      case 'index':
      default:
        throw new Error(`${node.kind} is not known to the interpreter`)
    }
  }

  #call({ object, name }: CallNode, value: Value): Value {
    if (object?.text === 'bool') {
      const values = (value as Value[]).map(boolean)
      return name.text === 'any' ? values.includes(true) : !values.includes(false)
    }
    const argument = value as Dictionary
    if (object?.text === 're')
      return name.text === 'select'
        ? text(argument['text'])
        : matches(argument['text'], argument['pattern'])
    const own = this.#state[object?.text ?? '']?.[Number(argument['sid'])]
    if (own === undefined) throw new Error('not initialised')
    if (name.text === 'query') return own.state
    if (name.text === 'contains') return own.entries.includes(argument['entry'])
    return (name.text === 'get' ? own.base : own.working)[String(argument['key'])]
  }
}

function transitionsOf(node: PolicyObject | undefined): readonly (readonly [string, string])[] {
  const entries = node?.config?.kind === 'dictionary' ? node.config.entries : []
  const value = entries.find(({ key }) => key.text === 'transitions')?.value
  if (value?.kind !== 'dictionary') return []
  return value.entries.flatMap(({ key, value: list }) =>
    (list.kind === 'list' ? list.elements : []).map(
      (to) => [key.text, to.kind === 'text' ? to.value : ''] as const,
    ),
  )
}

function selects(selectors: readonly SelectorNode[], event: SecurityEvent): boolean {
  const server = event.type === 'request' ? event.destination : event.source
  const names: Record<SelectorNode['key'], readonly string[]> = {
    src: [event.source],
    dst: [event.destination],
    interface: [event.interface],
    component: [],
    endpoint: event.endpoint === '' ? [] : [event.endpoint, `${server}.${event.endpoint}`],
    method: [event.method],
  }
  return selectors.every(({ key, value }) => names[key].includes(value.text))
}

function isRegex(node: ExpressionNode): boolean {
  return node.kind === 'call' && node.object?.text === 're'
}

function matches(value: Value, pattern: Value): boolean {
  return new RegExp(`^(?:${text(pattern)})$`).test(text(value))
}

function text(value: Value): string {
  if (typeof value === 'string') return value
  throw new Error('no text')
}

function boolean(value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw new Error('no boolean')
}

function field(value: Dictionary, name: string): Value {
  const found = value[name]
  if (found === undefined) throw new Error(`no ${name}`)
  return typeof found === 'bigint' ? Number(found) : found
}

function isEqual(left: Value, right: Value): boolean {
  if (typeof left === typeof right) return left === right
  throw new Error('not comparable')
}

function operate(operator: string, left: Value, right: Value): Value {
  const [one, other] = [left as number, right as number]
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case '<':
      return one < other
    case '<=':
      return one <= other
    case '>':
      return one > other
    case '>=':
      return one >= other
    case '+':
      if (one + other > 255) throw new Error('too large')
      return one + other
    default: {
      const [is, isOther] = [boolean(left), boolean(right)]
      return operator === '&&' ? is && isOther : is || isOther
    }
  }
}
