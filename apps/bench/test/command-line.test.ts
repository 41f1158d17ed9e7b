// What the command line means.
import { describe, expect, it } from 'vitest'
import { parseCommandLine } from '../src/command-line.ts'
import { defaultPace } from '../src/pace.ts'

describe('the command line', () => {
  it('asks for everything at the default pace when it is empty', () => {
    expect(parseCommandLine([], '/home')).toEqual({
      patterns: [],
      pace: defaultPace,
      check: false,
      help: false,
    })
  })

  it('takes patterns beside options', () => {
    const options = parseCommandLine(
      ['ipc', '--check', 'thread/*', '--rounds', '5', '--round-ms', '0.5'],
      '/home',
    )
    expect(options).toMatchObject({
      patterns: ['ipc', 'thread/*'],
      check: true,
      pace: { ...defaultPace, rounds: 5, roundMs: 0.5 },
    })
  })

  it('takes paths from where npm was called', () => {
    expect(
      parseCommandLine(['--json', 'out.json', '--bars', '/etc/bars.json'], '/home'),
    ).toMatchObject({
      json: '/home/out.json',
      bars: '/etc/bars.json',
    })
  })

  it('refuses options it does not know and numbers that are none', () => {
    expect(() => parseCommandLine(['--chek'], '/home')).toThrow('--chek')
    expect(() => parseCommandLine(['--rounds', 'many'], '/home')).toThrow(
      '--rounds takes a number over 0, not many',
    )
    expect(() => parseCommandLine(['--round-ms', '0'], '/home')).toThrow('--round-ms')
  })
})
