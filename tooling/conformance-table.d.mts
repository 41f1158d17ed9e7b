/** A row of the table. */
export interface ConformanceRow {
  readonly header: string
  readonly file: string
  readonly name: string
  readonly status: 'full' | 'deviation' | 'stub' | 'absent'
  readonly note?: string
  readonly test: string
}

export function standard(): {
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly 'left out': Readonly<Record<string, string>>
}
export function conformanceRows(): readonly ConformanceRow[]
export function conformancePage(): string
