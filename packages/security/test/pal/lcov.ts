// A parser of lcov files that accepts what `geninfo` describes, and nothing else.

/** One file of an lcov file. */
export interface LcovRecord {
  readonly file: string
  /** Counts by line. */
  readonly lines: ReadonlyMap<number, number>
  readonly branches: readonly LcovBranch[]
}

/** A branch. */
export interface LcovBranch {
  readonly line: number
  readonly block: number
  readonly branch: number
  /** Null if the block was never reached. */
  readonly taken: number | null
}

/** Parses an lcov file. Throws for a line that is none, and for sums that are wrong. */
export function parseLcov(text: string): readonly LcovRecord[] {
  const parts = text.split('end_of_record\n')
  if (parts.pop() !== '') throw new Error('the last record has no end')
  return parts.map(parseRecord)
}

function parseRecord(text: string): LcovRecord {
  const [test, file, ...rest] = text.trimEnd().split('\n')
  if (test !== 'TN:') throw new Error(`expected TN:, found ${test}`)
  if (file?.startsWith('SF:') !== true) throw new Error(`expected SF:, found ${file}`)
  const lines = new Map<number, number>()
  const branches: LcovBranch[] = []
  const sums = new Map<string, number>()
  for (const line of rest) {
    const [, key = '', values = ''] = /^(BRDA|DA|BRF|BRH|LF|LH):([\d,-]+)$/.exec(line) ?? []
    const [first = NaN, second = NaN, third = NaN] = values.split(',').map(Number)
    if (key === '') throw new Error(`what is ${JSON.stringify(line)}?`)
    if (key === 'DA') {
      if (lines.has(first)) throw new Error(`line ${first} is there twice`)
      lines.set(first, second)
    } else if (key === 'BRDA') {
      const taken = values.endsWith(',-') ? null : Number(values.split(',')[3])
      branches.push({ line: first, block: second, branch: third, taken })
    } else sums.set(key, first)
  }
  const expected = {
    LF: lines.size,
    LH: [...lines.values()].filter((count) => count > 0).length,
    BRF: branches.length,
    BRH: branches.filter(({ taken }) => (taken ?? 0) > 0).length,
  }
  for (const [key, sum] of Object.entries(expected))
    if (sums.get(key) !== sum) throw new Error(`${key} is ${sums.get(key)}, expected ${sum}`)
  return { file: file.slice('SF:'.length), lines, branches }
}
