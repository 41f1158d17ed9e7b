// The matrix of a policy as text: a sign for each two classes, or for each method of one server and
// each client. Columns are numbered, and split where a line would be too long.

import { processRoles } from '../rule.ts'
import { type SecurityEventType, serverRole } from '../event.ts'
import type { Analysis } from './analysis.ts'
import { pairs, type PairVerdicts } from './pairs.ts'
import { formatOperation } from './universe.ts'

const maxColumns = 100
const maxLabel = 40

/** The signs of the matrix of classes, and what they say. */
const pairSigns: Readonly<Record<'all' | 'some' | 'ask' | 'none' | 'nothing', string>> =
  /* @__PURE__ */ Object.freeze({ all: '#', some: '+', ask: '?', none: '.', nothing: ' ' })

const pairLegend =
  '# all methods are granted   + some are granted, the others denied\n' +
  '? conditions decide about some   . all are denied   (blank) there are no such events'

const methodLegend = '# granted   ? conditions decide   . denied   (blank) there are no such events'

/** The matrix of all classes: sources down, destinations across. At most 100 columns wide. */
export function matrixText(analysis: Analysis, type: SecurityEventType = 'request'): string {
  const all = pairs(analysis, type).filter((pair) => signOf(pair) !== pairSigns.nothing)
  const signs = new Map(all.map((pair) => [`${pair.source}\n${pair.destination}`, signOf(pair)]))
  const rows = present(analysis, new Set(all.map(({ source }) => source)))
  const columns = present(analysis, new Set(all.map(({ destination }) => destination)))
  const sign = (row: string, column: string): string => signs.get(`${row}\n${column}`) ?? ' '
  const [source, destination] = processRoles[type]
  const title =
    type === 'security'
      ? 'security: sources down'
      : `${type}: ${source} down, ${destination} across`
  return `${title}\n${tableText({ rows, columns, sign })}\n${pairLegend}\n`
}

/** The matrix of the methods of one server: methods down, the other classes across. */
export function methodMatrixText(
  analysis: Analysis,
  server: string,
  type: SecurityEventType = 'request',
): string {
  const operations = new Map(
    analysis
      .operationsOf(type, server)
      .map((operation) => [formatOperation(operation), operation] as const),
  )
  const clients = analysis.clientsOf(type, server)
  const index = analysis.indexOf(type)
  const sign = (row: string, client: string): string => {
    const operation = operations.get(row)
    if (operation === undefined) return ' '
    return { granted: '#', ask: '?', denied: '.' }[
      index.verdictOf(client, server, operation).verdict
    ]
  }
  const roles = processRoles[type]
  const [served, other] = serverRole(type) === 'source' ? roles : roles.toReversed()
  const title = `${type}: methods of ${served ?? ''} ${server} down, ${other ?? ''} across`
  const table = tableText({ rows: [...operations.keys()], columns: clients, sign })
  return `${title}\n${table}\n${methodLegend}\n`
}

function signOf({ granted, ask, denied }: PairVerdicts): string {
  if (ask.length > 0) return pairSigns.ask
  if (granted.length > 0) return denied.length === 0 ? pairSigns.all : pairSigns.some
  return denied.length > 0 ? pairSigns.none : pairSigns.nothing
}

function present(analysis: Analysis, names: ReadonlySet<string>): string[] {
  return [...analysis.classes.keys(), ''].filter((name) => names.has(name))
}

interface Table {
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly sign: (row: string, column: string) => string
}

function tableText(table: Table): string {
  const { rows, columns } = table
  if (rows.length === 0 || columns.length === 0) return '\n(there are no such events)\n'
  const label = Math.min(maxLabel, Math.max(0, ...rows.map((row) => row.length)))
  const width = String(columns.length).length + 1
  const perBlock = Math.max(1, Math.floor((maxColumns - label) / width))
  const blocks: string[] = []
  for (let first = 0; first < columns.length; first += perBlock)
    blocks.push(block(table, first, columns.slice(first, first + perBlock), label, width))
  return blocks.join('\n')
}

function block(
  { rows, sign }: Table,
  first: number,
  columns: readonly string[],
  label: number,
  width: number,
): string {
  const numbers = columns.map((_, at) => String(first + at + 1).padStart(width))
  const lines = rows.map((row) => {
    const signs = columns.map((column) => sign(row, column).padStart(width)).join('')
    return `${shortened(row, label).padEnd(label)}${signs}`.trimEnd()
  })
  const names = columns.map((name, at) => `${numbers[at] ?? ''} ${name}`)
  return `${' '.repeat(label)}${numbers.join('')}\n${lines.join('\n')}\n\n${inColumns(names)}\n`
}

// The end of a name says more than its beginning.
function shortened(name: string, length: number): string {
  return name.length <= length ? name : `…${name.slice(name.length - length + 1)}`
}

function inColumns(names: readonly string[]): string {
  const width = names.reduce((most, { length }) => Math.max(most, length), 0) + 2
  const perLine = Math.max(1, Math.floor((maxColumns + 2) / width))
  const lines: string[] = []
  for (let first = 0; first < names.length; first += perLine)
    lines.push(
      names
        .slice(first, first + perLine)
        .map((name) => name.padEnd(width))
        .join('')
        .trimEnd(),
    )
  return lines.join('\n')
}
