// Formatted output and input through streams: printf, fprintf, scanf, fscanf and their kin; perror.

import { EBADF, EFAULT, EILSEQ, EINVAL, EIO, ENOENT, EOF, type FILE } from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'
import { newPipe, newTerminal, plug, plugStandard } from '../stdio/device.ts'

describe('output', () => {
  test('printf and vprintf write to stdout, and count bytes', async () => {
    await inProcess(async (posix) => {
      const output = newTerminal()
      await plugStandard(posix, newPipe(), output)
      expect(await posix.printf('%s=%03d\n', 'ä', 7)).toBe(7)
      expect(await posix.vprintf('%c%c\n', [0xc3, 0xa4])).toBe(3)
      expect(output.writes).toEqual(['ä=007\n', 'ä\n'])
    })
  })

  test('fprintf and vfprintf write to a stream', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe()
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      expect(await posix.fprintf(stream, '%d', 1)).toBe(1)
      expect(await posix.vfprintf(stream, '%d', [23])).toBe(2)
      expect(await posix.fprintf(stream, '')).toBe(0)
      await posix.fclose(stream)
      expect(pipe.writes).toEqual(['123'])
      expect(await posix.fprintf(stream, '%d', 1)).toBe(-1)
      expect(posix.errno).toBe(EBADF)
    })
  })

  test('what cannot be formatted is not written at all', async () => {
    await inProcess(async (posix) => {
      const output = newTerminal()
      await plugStandard(posix, newPipe(), output)
      const failing = async (errno: number, answer: Promise<number>): Promise<void> => {
        expect(await answer).toBe(-1)
        expect(posix.errno).toBe(errno)
      }
      await failing(EINVAL, posix.printf('a%d\n'))
      await failing(EINVAL, posix.printf('a%d\n', 'x'))
      await failing(EINVAL, posix.printf('a%q\n', 1))
      await failing(EILSEQ, posix.printf('a%lc\n', 0xdfff))
      await failing(EFAULT, posix.printf(7 as never))
      await failing(EFAULT, posix.vprintf('%d', null as never))
      await failing(EFAULT, posix.vfprintf(posix.stdout, '%d', {} as never))
      await posix.fflush(null)
      expect(output.writes).toEqual([])
    })
  })

  test('an error of the device is told', async () => {
    await inProcess(async (posix) => {
      const output = newTerminal()
      await plugStandard(posix, newPipe(), output)
      output.failures.push(EIO)
      expect(await posix.printf('a\n')).toBe(-1)
      expect([posix.errno, posix.ferror(posix.stdout)]).toEqual([EIO, 1])
    })
  })
})

describe('input', () => {
  test('scanf and vscanf read from stdin, and leave what does not match', async () => {
    await inProcess(async (posix) => {
      await plugStandard(posix, newPipe('1', '2 a', 'b', 'c 0x', 'z9'))
      const [number, text, rest] = [{ value: 0 }, { value: '' }, { value: '' }]
      expect(await posix.scanf('%d %s', number, text)).toBe(2)
      expect([number.value, text.value]).toEqual([12, 'abc'])
      expect(await posix.scanf('%i', number)).toBe(0)
      expect(await posix.vscanf('%s', [rest])).toBe(1)
      expect(rest.value).toBe('z9')
      expect(await posix.scanf('%d', number)).toBe(EOF)
      expect(posix.feof(posix.stdin)).toBe(1)
    })
  })

  test('fscanf and vfscanf take no byte too many', async () => {
    await inProcess(async (posix) => {
      const [fd = -1] = plug(posix, newPipe('12x34'))
      const stream = posix.fdopen(fd, 'r') as FILE
      const number = { value: 0 }
      expect(await posix.fscanf(stream, '%d', number)).toBe(1)
      expect(await posix.fgetc(stream)).toBe(0x78)
      expect(await posix.vfscanf(stream, '%d', [number])).toBe(1)
      expect(number.value).toBe(34)
      await posix.fclose(stream)
    })
  })

  test('what was pushed back is read', async () => {
    await inProcess(async (posix) => {
      const [fd = -1] = plug(posix, newPipe('2'))
      const stream = posix.fdopen(fd, 'r') as FILE
      await posix.ungetc(0x31, stream)
      const number = { value: 0 }
      expect(await posix.fscanf(stream, '%d', number)).toBe(1)
      expect(number.value).toBe(12)
      await posix.fclose(stream)
    })
  })

  test('a wrong format reads nothing, an error of the device is told', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe('1 2')
      await plugStandard(posix, pipe)
      expect(await posix.scanf('%d%d', { value: 0 })).toBe(EOF)
      expect(posix.errno).toBe(EINVAL)
      expect(await posix.scanf('%d', null as never)).toBe(EOF)
      expect(posix.errno).toBe(EFAULT)
      expect(await posix.vscanf('%d', 1 as never)).toBe(EOF)
      expect(posix.errno).toBe(EFAULT)
      expect(pipe.pieces).toEqual(['1 2'])
      pipe.failures.push(EIO)
      expect(await posix.scanf('%d', { value: 0 })).toBe(EOF)
      expect([posix.errno, posix.ferror(posix.stdin)]).toEqual([EIO, 1])
      pipe.pieces.unshift('\udcff')
      expect(await posix.scanf('%lc', { value: '' })).toBe(EOF)
      expect(posix.errno).toBe(EILSEQ)
    })
  })
})

test('perror writes the text of errno to stderr, and leaves errno', async () => {
  await inProcess(async (posix) => {
    const errors = newTerminal()
    await plugStandard(posix, newPipe(), newPipe(), errors)
    posix.errno = ENOENT
    await posix.perror('open')
    await posix.perror('')
    await posix.perror(null)
    const [text = ''] = errors.writes
    expect(text).toMatch(/^open: .+\n$/)
    expect(errors.writes).toEqual([text, text.slice(6), text.slice(6)])
    errors.failures.push(EIO)
    await posix.perror('x')
    expect(posix.errno).toBe(ENOENT)
  })
})
