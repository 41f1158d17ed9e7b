// Bytes and lines through streams: fread, fwrite, fgetc, fputs, getline, ungetc and their kin.

import {
  EBADF,
  EFAULT,
  EINVAL,
  ENOSPC,
  EOF,
  EAGAIN,
  type FILE,
  O_RDONLY,
  type Posix,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { maxPushedBack } from '../../src/limits.ts'
import { inProcess } from '../posix-world.ts'
import {
  bytes,
  newPipe,
  newTerminal,
  plug,
  plugStandard,
  readFile,
  writeFile,
} from '../stdio/device.ts'

async function opened(posix: Posix, path: string, mode: string): Promise<FILE> {
  const stream = await posix.fopen(path, mode)
  expect(stream).not.toBeNull()
  return stream as FILE
}

/** A stream that reads a text. */
async function reader(posix: Posix, text: string): Promise<FILE> {
  await writeFile(posix, '/tmp/in', text)
  return opened(posix, '/tmp/in', 'r')
}

describe('items', () => {
  test('fwrite and fread move whole items, and count them', async () => {
    await inProcess(async (posix) => {
      const out = await opened(posix, '/tmp/a', 'w')
      expect(await posix.fwrite(bytes('abcdefg'), 2, 3, out)).toBe(3)
      expect(await posix.fwrite(bytes('x'), 0, 5, out)).toBe(0)
      expect(await posix.fclose(out)).toBe(0)
      const into = new Uint8Array(10)
      const stream = await opened(posix, '/tmp/a', 'r')
      expect(await posix.fread(into, 4, 2, stream)).toBe(1)
      expect(String.fromCharCode(...into.subarray(0, 6))).toBe('abcdef')
      expect(posix.feof(stream)).toBe(1)
      expect(await posix.fread(into, 1, 10, stream)).toBe(0)
      expect(posix.ferror(stream)).toBe(0)
      await posix.fclose(stream)
    })
  })

  test('of many buffers arrive as they were', async () => {
    await inProcess(async (posix) => {
      const data = Uint8Array.from({ length: 50_000 }, (_, i) => i * 7)
      const out = await opened(posix, '/tmp/a', 'w')
      for (let at = 0; at < data.length; at += 777) {
        const part = data.subarray(at, at + 777)
        expect(await posix.fwrite(part, 1, part.length, out)).toBe(part.length)
      }
      await posix.fclose(out)
      const stream = await opened(posix, '/tmp/a', 'r')
      const into = new Uint8Array(50_000)
      expect(await posix.fread(into.subarray(0, 3), 1, 3, stream)).toBe(3)
      expect(await posix.fread(into.subarray(3), 1, 49_997, stream)).toBe(49_997)
      expect(into).toEqual(data)
      await posix.fclose(stream)
    })
  })

  test('that do not fit a buffer are refused', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w+')
      for (const [size, count] of [
        [1, 5],
        [-1, 1],
        [1, -1],
        [0.5, 2],
        [NaN, 1],
        [2 ** 53, 1],
      ])
        for (const move of ['fread', 'fwrite'] as const) {
          posix.errno = 0
          expect(await posix[move](bytes('abcd'), size as number, count as number, stream)).toBe(0)
          expect(posix.errno).toBe(EINVAL)
        }
      expect(await posix.fread('abcd' as never, 1, 1, stream)).toBe(0)
      expect(posix.errno).toBe(EFAULT)
      expect(await posix.fwrite(null as never, 1, 1, stream)).toBe(0)
      expect(posix.errno).toBe(EFAULT)
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('')
    })
  })

  test('that could not all be written are counted, and the others not kept', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe()
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      posix.setvbuf(stream, null, 0, 4)
      expect(await posix.fwrite(bytes('ab'), 1, 2, stream)).toBe(2)
      pipe.failures.push(ENOSPC)
      expect(await posix.fwrite(bytes('cdef'), 1, 4, stream)).toBe(0)
      expect([posix.errno, posix.ferror(stream)]).toEqual([ENOSPC, 1])
      // What was taken before is still there.
      expect(await posix.fflush(stream)).toBe(0)
      expect(pipe.writes).toEqual(['ab'])
      await posix.fclose(stream)
    })
  })
})

describe('bytes', () => {
  test('fgetc, getc and getc_unlocked read them, and EOF stays', async () => {
    await inProcess(async (posix) => {
      const stream = await reader(posix, 'aé\n')
      expect(await posix.fgetc(stream)).toBe(0x61)
      expect(await posix.getc(stream)).toBe(0xc3)
      expect(await posix.getc_unlocked(stream)).toBe(0xa9)
      expect(await posix.fgetc(stream)).toBe(0x0a)
      expect(await posix.fgetc(stream)).toBe(EOF)
      expect(posix.feof(stream)).toBe(1)
      // The file grows, but the end was seen.
      const more = await opened(posix, '/tmp/in', 'a')
      await posix.fputs('b', more)
      await posix.fclose(more)
      expect(await posix.getc(stream)).toBe(EOF)
      posix.clearerr(stream)
      expect(await posix.getc(stream)).toBe(0x62)
      await posix.fclose(stream)
    })
  })

  test('getchar, getchar_unlocked read stdin; putchar, putchar_unlocked, puts write stdout', async () => {
    await inProcess(async (posix) => {
      const [input, output] = [newTerminal('xy'), newTerminal()]
      await plugStandard(posix, input, output)
      expect([await posix.getchar(), await posix.getchar_unlocked()]).toEqual([0x78, 0x79])
      expect(await posix.putchar(0x61)).toBe(0x61)
      expect(await posix.putchar_unlocked(0x162)).toBe(0x62)
      expect(output.writes).toEqual([])
      expect(await posix.puts('c')).toBe(2)
      expect(output.writes).toEqual(['abc\n'])
    })
  })

  test('fputc, putc and putc_unlocked write their lower eight bits', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      expect(await posix.fputc(0x161, stream)).toBe(0x61)
      expect(await posix.putc(-1, stream)).toBe(0xff)
      expect(await posix.putc_unlocked(0, stream)).toBe(0)
      for (const wrong of ['a', 1.5, NaN, null, 1n]) {
        expect(await posix.fputc(wrong as never, stream)).toBe(EOF)
        expect(posix.errno).toBe(EINVAL)
      }
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('a\udcff\0')
    })
  })
})

describe('ungetc', () => {
  test('puts bytes back, the last one first, and clears the end', async () => {
    await inProcess(async (posix) => {
      const stream = await reader(posix, 'a')
      await posix.fgetc(stream)
      await posix.fgetc(stream)
      expect(posix.feof(stream)).toBe(1)
      expect(await posix.ungetc(0x62, stream)).toBe(0x62)
      expect(await posix.ungetc(0x163, stream)).toBe(0x63)
      expect(posix.feof(stream)).toBe(0)
      const into = new Uint8Array(4)
      expect(await posix.fread(into, 1, 4, stream)).toBe(2)
      expect([...into]).toEqual([0x63, 0x62, 0, 0])
      await posix.fclose(stream)
    })
  })

  test('moves the position back, and fseek forgets it', async () => {
    await inProcess(async (posix) => {
      const stream = await reader(posix, 'abc')
      await posix.fgetc(stream)
      await posix.ungetc(0x7a, stream)
      expect(await posix.ftell(stream)).toBe(0)
      await posix.fseek(stream, 1, 0)
      expect(await posix.fgetc(stream)).toBe(0x62)
      await posix.fclose(stream)
    })
  })

  test('has room for 16, and refuses EOF, what is no byte, and output', async () => {
    await inProcess(async (posix) => {
      const stream = await reader(posix, '')
      for (let i = 0; i < maxPushedBack; i++) expect(await posix.ungetc(i, stream)).toBe(i)
      expect(await posix.ungetc(99, stream)).toBe(EOF)
      expect(await posix.fgetc(stream)).toBe(maxPushedBack - 1)
      expect(await posix.ungetc(EOF, stream)).toBe(EOF)
      expect(await posix.ungetc('a' as never, stream)).toBe(EOF)
      expect(posix.errno).toBe(EINVAL)
      await posix.fclose(stream)
      const out = await opened(posix, '/tmp/a', 'w')
      expect(await posix.ungetc(1, out)).toBe(EOF)
      expect(posix.errno).toBe(EBADF)
      await posix.fclose(out)
    })
  })
})

describe('lines', () => {
  test('fgets reads a line with its newline, but n - 1 bytes at most', async () => {
    await inProcess(async (posix) => {
      const stream = await reader(posix, 'ab\ncdefg\nh')
      expect(await posix.fgets(10, stream)).toBe('ab\n')
      expect(await posix.fgets(4, stream)).toBe('cde')
      expect(await posix.fgets(10, stream)).toBe('fg\n')
      expect(await posix.fgets(1, stream)).toBe('')
      expect(await posix.fgets(10, stream)).toBe('h')
      expect(await posix.fgets(10, stream)).toBeNull()
      expect(posix.feof(stream)).toBe(1)
      for (const n of [0, -1, 1.5, NaN, '9']) {
        expect(await posix.fgets(n as never, stream)).toBeNull()
        expect(posix.errno).toBe(EINVAL)
      }
      await posix.fclose(stream)
    })
  })

  test('getline and getdelim store a line, and count its bytes', async () => {
    await inProcess(async (posix) => {
      const long = 'x'.repeat(20_000)
      const stream = await reader(posix, `ä\n${long}\na:b`)
      const line = { value: '' }
      expect(await posix.getline(line, stream)).toBe(3)
      expect(line.value).toBe('ä\n')
      expect(await posix.getline(line, stream)).toBe(20_001)
      expect(line.value).toBe(`${long}\n`)
      expect(await posix.getdelim(line, 0x3a, stream)).toBe(2)
      expect(line.value).toBe('a:')
      expect(await posix.getdelim(line, 0x3a, stream)).toBe(1)
      expect(await posix.getline(line, stream)).toBe(-1)
      expect(line.value).toBe('b')
      for (const wrong of [null, 'x', 1]) {
        expect(await posix.getline(wrong as never, stream)).toBe(-1)
        expect(posix.errno).toBe(EFAULT)
      }
      for (const wrong of [-1, 256, 'a', NaN]) {
        expect(await posix.getdelim(line, wrong as never, stream)).toBe(-1)
        expect(posix.errno).toBe(EINVAL)
      }
      await posix.fclose(stream)
    })
  })

  test('gets reads a line of stdin without its newline', async () => {
    await inProcess(async (posix) => {
      await plugStandard(posix, newPipe('one\n\ntw', 'o'))
      expect([await posix.gets(), await posix.gets(), await posix.gets()]).toEqual([
        'one',
        '',
        'two',
      ])
      expect(await posix.gets()).toBeNull()
    })
  })

  test('a line that was cut by an error is none', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe('ab')
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'r') as FILE
      expect(await posix.fgetc(stream)).toBe(0x61)
      pipe.failures.push(EAGAIN)
      expect(await posix.fgets(10, stream)).toBeNull()
      expect([posix.errno, posix.ferror(stream), posix.feof(stream)]).toEqual([EAGAIN, 1, 0])
      posix.clearerr(stream)
      expect(posix.ferror(stream)).toBe(0)
      await posix.fclose(stream)
    })
  })

  test('fputs writes text in UTF-8, and bytes that were read as they were', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      expect(await posix.fputs('ä€𝄞', stream)).toBe(9)
      expect(await posix.fputs('\udcff\udcc3\udca4', stream)).toBe(3)
      expect(await posix.fputs('\ud800', stream)).toBe(3)
      expect(await posix.fputs('', stream)).toBe(0)
      expect(await posix.fputs(1 as never, stream)).toBe(EOF)
      expect(posix.errno).toBe(EFAULT)
      expect(await posix.puts(null as never)).toBe(EOF)
      expect(posix.errno).toBe(EFAULT)
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('ä€𝄞\udcffä\ufffd')
    })
  })
})

test('a stream that is not open for it is EBADF, and so is what is none', async () => {
  await inProcess(async (posix) => {
    const input = await reader(posix, 'a')
    const output = await opened(posix, '/tmp/a', 'w')
    const attempts = (stream: FILE): (() => Promise<unknown>)[] => [
      () => posix.fputc(1, stream),
      () => posix.fputs('a', stream),
      () => posix.fwrite(bytes('a'), 1, 1, stream),
      () => posix.fprintf(stream, 'a'),
    ]
    const reads = (stream: FILE): (() => Promise<unknown>)[] => [
      () => posix.fgetc(stream),
      () => posix.fgets(9, stream),
      () => posix.fread(bytes('a'), 1, 1, stream),
      () => posix.getline({ value: '' }, stream),
      () => posix.fscanf(stream, '%d', { value: 0 }),
    ]
    const failing = async (attempt: () => Promise<unknown>): Promise<void> => {
      posix.errno = 0
      expect([EOF, 0, null]).toContain(await attempt())
      expect(posix.errno).toBe(EBADF)
    }
    for (const attempt of attempts(input)) await failing(attempt)
    expect(posix.ferror(input)).toBe(1)
    for (const attempt of reads(output)) await failing(attempt)
    expect(posix.ferror(output)).toBe(1)
    await posix.fclose(input)
    await posix.fclose(output)
    for (const wrong of [input, output, null, undefined, {}, 1, 'stdin'] as never[])
      for (const attempt of [...attempts(wrong), ...reads(wrong)]) await failing(attempt)
  })
})

test('a descriptor that was closed under a stream is EBADF', async () => {
  await inProcess(async (posix) => {
    const input = await reader(posix, 'a')
    expect(await posix.close(posix.fileno(input))).toBe(0)
    expect(await posix.fgetc(input)).toBe(EOF)
    expect(posix.errno).toBe(EBADF)
    expect(await posix.fclose(input)).toBe(EOF)
    expect(posix.errno).toBe(EBADF)
    expect(await posix.open('/tmp/in', O_RDONLY)).toBe(3)
  })
})
