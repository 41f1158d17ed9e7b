// The line that says what is going on.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Progress } from '../src/progress.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

function progress(isTerminal: boolean): { readonly line: Progress; readonly said: () => string } {
  let text = ''
  const terminal = { cwd: '/', out: () => {}, err: (more: string) => (text += more), isTerminal }
  return { line: new Progress(terminal), said: () => text }
}

test('is shown after a second, ten times a second, and gone at the end', () => {
  const { line, said } = progress(true)
  line.step('one')
  vi.setSystemTime(1000)
  line.step('number two')
  vi.setSystemTime(1050)
  line.step('three')
  vi.setSystemTime(1100)
  line.step('four')
  expect(said()).toBe('\rnumber two\rfour      ')
  line.end()
  expect(said()).toBe('\rnumber two\rfour      \r    \r')
  line.end()
  expect(said().length).toBe(28)
})

test('is for terminals only, and for work that takes long', () => {
  const { line, said } = progress(false)
  vi.setSystemTime(5000)
  line.step('one')
  line.end()
  expect(said()).toBe('')
  const quick = progress(true)
  quick.line.step('one')
  quick.line.end()
  expect(quick.said()).toBe('')
})
