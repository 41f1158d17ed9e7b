// Streams as such: opening, closing, buffers, positions, indicators, temporary files.

import {
  _IOFBF,
  _IOLBF,
  _IONBF,
  BUFSIZ,
  EACCES,
  EBADF,
  EFAULT,
  EINVAL,
  EIO,
  EISDIR,
  EMFILE,
  ENOENT,
  ENOSPC,
  ENOSYS,
  EOF,
  EOVERFLOW,
  ESPIPE,
  type FILE,
  fpos_t,
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  type Posix,
  posixMain,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
  TMP_MAX,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { OPEN_MAX } from '../../src/limits.ts'
import { flushAll, OpenStreams } from '../../src/stdio/open-streams.ts'
import { inProcess, PosixWorld } from '../posix-world.ts'
import {
  bytes,
  Device,
  newPipe,
  newTerminal,
  plug,
  plugStandard,
  readFile,
  threadOf,
  writeFile,
} from '../stdio/device.ts'

async function opened(posix: Posix, path: string, mode: string): Promise<FILE> {
  const stream = await posix.fopen(path, mode)
  expect(stream).not.toBeNull()
  return stream as FILE
}

/** Descriptors of a new process: those of its terminal. */
const standard = 3

function descriptors(posix: Posix): number {
  return threadOf(posix).process.descriptors.size
}

describe('fopen', () => {
  test('opens as its mode says', async () => {
    await inProcess(async (posix) => {
      expect(await posix.fopen('/tmp/a', 'r')).toBeNull()
      expect(posix.errno).toBe(ENOENT)
      expect(await posix.fopen('/tmp/a', 'r+')).toBeNull()
      await writeFile(posix, '/tmp/a', 'abc')
      expect(await readFile(posix, '/tmp/a')).toBe('abc')
      const update = await opened(posix, '/tmp/a', 'rb+')
      await posix.fputs('X', update)
      await posix.fclose(update)
      expect(await readFile(posix, '/tmp/a')).toBe('Xbc')
      const appending = await opened(posix, '/tmp/a', 'a+b')
      expect(await posix.fgetc(appending)).toBe(0x58)
      await posix.fputs('d', appending)
      await posix.fclose(appending)
      expect(await readFile(posix, '/tmp/a')).toBe('Xbcd')
      await posix.fclose(await opened(posix, '/tmp/a', 'w'))
      expect(await readFile(posix, '/tmp/a')).toBe('')
    })
  })

  test('refuses other modes, other paths, and directories to write', async () => {
    await inProcess(async (posix) => {
      const before = descriptors(posix)
      for (const mode of ['', 'x', 'rw', 'R', 'r++', 'rbb', '+r', 'rt', ' r', 'r\n', null, 1]) {
        expect(await posix.fopen('/tmp/a', mode as never)).toBeNull()
        expect(posix.errno).toBe(EINVAL)
      }
      expect(await posix.fopen(null as never, 'r')).toBeNull()
      expect(posix.errno).toBe(EFAULT)
      expect(await posix.fopen('', 'w')).toBeNull()
      expect(posix.errno).toBe(ENOENT)
      expect(await posix.fopen('/tmp', 'w')).toBeNull()
      expect(posix.errno).toBe(EISDIR)
      expect(await posix.fopen('/tmp/a\0b', 'w')).toBeNull()
      expect(descriptors(posix)).toBe(before)
    })
  })

  test('opens as many streams as there are descriptors', async () => {
    await inProcess(async (posix) => {
      const streams: FILE[] = []
      for (let i = standard; i < OPEN_MAX; i++) streams.push(await opened(posix, '/tmp/a', 'w'))
      expect(await posix.fopen('/tmp/a', 'w')).toBeNull()
      expect(posix.errno).toBe(EMFILE)
      for (const stream of streams) expect(await posix.fclose(stream)).toBe(0)
      expect(descriptors(posix)).toBe(standard)
    })
  })
})

describe('fdopen', () => {
  test('makes a stream of a descriptor that allows it', async () => {
    await inProcess(async (posix) => {
      const fd = await posix.open('/tmp/a', O_CREAT | O_RDWR, 0o644)
      expect(posix.fdopen(99, 'r')).toBeNull()
      expect(posix.errno).toBe(EBADF)
      expect(posix.fdopen(fd, 'q')).toBeNull()
      expect(posix.errno).toBe(EINVAL)
      const stream = posix.fdopen(fd, 'w') as FILE
      expect(posix.fileno(stream)).toBe(fd)
      expect(await posix.fputs('abc', stream)).toBe(3)
      expect(await posix.fclose(stream)).toBe(0)
      const [reading, writing] = [
        await posix.open('/tmp/a', O_RDONLY),
        await posix.open('/tmp/a', O_WRONLY),
      ]
      for (const mode of ['w', 'a', 'r+', 'w+']) {
        expect(posix.fdopen(reading, mode)).toBeNull()
        expect(posix.errno).toBe(EINVAL)
      }
      expect(posix.fdopen(writing, 'r')).toBeNull()
      await posix.close(reading)
      await posix.close(writing)
      expect(await readFile(posix, '/tmp/a')).toBe('abc')
    })
  })

  test('with a makes it append', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abc')
      const fd = await posix.open('/tmp/a', O_WRONLY)
      const stream = posix.fdopen(fd, 'a') as FILE
      expect((threadOf(posix).process.descriptors.get(fd)?.flags ?? 0) & O_APPEND).toBe(O_APPEND)
      await posix.fputs('d', stream)
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('abcd')
    })
  })
})

describe('freopen', () => {
  test('opens another file at the same descriptor', async () => {
    await inProcess(async (posix) => {
      const terminal = newTerminal()
      await plugStandard(posix, newTerminal(), terminal)
      const { stdout } = posix
      await posix.printf('one')
      expect(await posix.freopen('/tmp/out', 'w', stdout)).toBe(stdout)
      expect(posix.fileno(stdout)).toBe(1)
      expect([terminal.writes, terminal.isClosed]).toEqual([['one'], true])
      expect(await posix.puts('two')).toBe(4)
      expect(await posix.fflush(null)).toBe(0)
      expect(await readFile(posix, '/tmp/out')).toBe('two\n')
    })
  })

  test('closes the stream also if there is no such file', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      await posix.fputs('x', stream)
      expect(await posix.freopen('/none/a', 'r', stream)).toBeNull()
      expect(posix.errno).toBe(ENOENT)
      expect(posix.fileno(stream)).toBe(-1)
      expect(await readFile(posix, '/tmp/a')).toBe('x')
      expect(descriptors(posix)).toBe(standard)
      // And it may be opened again.
      expect(await posix.freopen('/tmp/a', 'r', stream)).toBe(stream)
      expect(await posix.fgetc(stream)).toBe(0x78)
      await posix.fclose(stream)
    })
  })

  test('without a path changes the mode, as far as the descriptor allows', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w+')
      await posix.fputs('abc', stream)
      expect(await posix.freopen(null, 'r', stream)).toBe(stream)
      expect(await posix.fgetc(stream)).toBe(0x61)
      expect(await posix.fputc(1, stream)).toBe(EOF)
      expect(await posix.freopen(null, 'a', stream)).toBe(stream)
      await posix.fputs('d', stream)
      expect(await posix.freopen(null, 'r+', stream)).toBe(stream)
      expect(await posix.fgets(9, stream)).toBe('abcd')
      expect(await posix.freopen(null, 'w', stream)).toBe(stream)
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('')
      const input = await opened(posix, '/tmp/a', 'r')
      expect(await posix.freopen(null, 'w', input)).toBeNull()
      expect(posix.errno).toBe(EBADF)
      expect(posix.fileno(input)).toBe(-1)
      expect(await posix.freopen('/tmp/a', 'q', input)).toBeNull()
      expect(posix.errno).toBe(EINVAL)
      expect(await posix.freopen(null, 'r', input)).toBeNull()
      expect(posix.errno).toBe(EBADF)
      expect(await posix.freopen(3 as never, 'r', input)).toBeNull()
      expect(posix.errno).toBe(EFAULT)
      expect(descriptors(posix)).toBe(standard)
    })
  })
})

describe('fclose', () => {
  test('writes what is left, and closes: once', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      await posix.fputs('abc', stream)
      expect(await readFile(posix, '/tmp/a')).toBe('')
      expect(await posix.fclose(stream)).toBe(0)
      expect(await readFile(posix, '/tmp/a')).toBe('abc')
      expect(await posix.fclose(stream)).toBe(EOF)
      expect(posix.errno).toBe(EBADF)
      expect(descriptors(posix)).toBe(standard)
    })
  })

  test('closes also what could not be written, and tells it', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe()
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      await posix.fputs('abc', stream)
      pipe.failures.push(ENOSPC)
      expect(await posix.fclose(stream)).toBe(EOF)
      expect(posix.errno).toBe(ENOSPC)
      expect([pipe.isClosed, descriptors(posix)]).toEqual([true, standard])
    })
  })

  test('leaves the offset of the file where reading was', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abcdef')
      const fd = await posix.open('/tmp/a', O_RDONLY)
      const description = threadOf(posix).process.descriptors.get(fd)
      const stream = posix.fdopen(fd, 'r') as FILE
      await posix.fgetc(stream)
      await posix.fgetc(stream)
      expect(await posix.fflush(stream)).toBe(0)
      expect(await description?.file?.lseek(threadOf(posix), 0, SEEK_CUR)).toBe(2)
      expect(await posix.fgetc(stream)).toBe(0x63)
      await posix.fclose(stream)
    })
  })
})

describe('fflush', () => {
  test('of none writes all streams, and tells if one failed', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe()
      const [fd = -1] = plug(posix, pipe)
      const broken = posix.fdopen(fd, 'w') as FILE
      const stream = await opened(posix, '/tmp/a', 'w')
      await posix.fputs('lost', broken)
      await posix.fputs('abc', stream)
      pipe.failures.push(EIO)
      expect(await posix.fflush(null)).toBe(EOF)
      expect([posix.errno, posix.ferror(broken), posix.ferror(stream)]).toEqual([EIO, 1, 0])
      expect(await readFile(posix, '/tmp/a')).toBe('abc')
      expect(await posix.fflush(null)).toBe(0)
      expect(pipe.writes).toEqual(['lost'])
      expect(await posix.fflush({} as never)).toBe(EOF)
      expect(posix.errno).toBe(EBADF)
      await posix.fclose(stream)
      await posix.fclose(broken)
    })
  })

  test('writes on where a write ended early', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe()
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      pipe.most = 2
      await posix.fputs('abcde', stream)
      expect(await posix.fflush(stream)).toBe(0)
      expect(pipe.writes).toEqual(['ab', 'cd', 'e'])
      pipe.most = 0
      await posix.fputs('x', stream)
      expect(await posix.fflush(stream)).toBe(EOF)
      expect(posix.errno).toBe(EIO)
      pipe.most = 1
      await posix.fclose(stream)
    })
  })

  test('gives back what was read ahead and pushed back', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abcdef')
      const stream = await opened(posix, '/tmp/a', 'r')
      await posix.fgetc(stream)
      await posix.fgetc(stream)
      await posix.ungetc(0x7a, stream)
      expect(await posix.fflush(stream)).toBe(0)
      expect(await posix.fgetc(stream)).toBe(0x62)
      await posix.rewind(stream)
      await posix.ungetc(0x7a, stream)
      expect(await posix.fflush(stream)).toBe(0)
      expect(await posix.fgetc(stream)).toBe(0x61)
      await posix.fclose(stream)
    })
  })

  test('at the end of a process writes all, leaves errno, and waits for no lock', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      await posix.fputs('abc', stream)
      await posix.flockfile(stream)
      posix.errno = 7
      await flushAll(threadOf(posix))
      expect(posix.errno).toBe(7)
      expect(await readFile(posix, '/tmp/a')).toBe('abc')
      posix.funlockfile(stream)
      await posix.fclose(stream)
    })
  })
})

describe('the end of a process', () => {
  async function outcome(end: (posix: Posix) => Promise<number> | number): Promise<string[]> {
    await using world = new PosixWorld()
    const Main = posixMain(async (_argc, _argv, posix) => {
      await posix.printf('half a line')
      return end(posix)
    })
    world.start(Main, 'Main')
    await world.kernel.run({ until: world.kernel.task('Main') })
    return world.lines
  }

  test('writes what is in the buffers, by exit and by the end of main, but not by _exit', async () => {
    expect(await outcome(() => 0)).toEqual(['Main: half a line'])
    expect(await outcome((posix) => posix.exit(0))).toEqual(['Main: half a line'])
    expect(await outcome((posix) => posix._exit(0))).toEqual([])
  })
})

describe('buffering', () => {
  async function written(mode: number, size: number, ...texts: string[]): Promise<string[]> {
    return inProcess(async (posix) => {
      const pipe = newPipe()
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'w') as FILE
      expect(posix.setvbuf(stream, null, mode, size)).toBe(0)
      for (const text of texts) expect(await posix.fputs(text, stream)).toBe(text.length)
      const writes = [...pipe.writes]
      await posix.fclose(stream)
      expect(pipe.writes.join('')).toBe(texts.join(''))
      return writes
    })
  }

  test('setvbuf sets when output is written', async () => {
    expect(await written(_IONBF, 0, 'ab', 'c')).toEqual(['ab', 'c'])
    expect(await written(_IOLBF, 100, 'ab', 'c\nd', 'e\n\nf')).toEqual(['abc\n', 'de\n\n'])
    expect(await written(_IOLBF, 4, 'abcdef', 'g')).toEqual(['abcdef'])
    expect(await written(_IOFBF, 4, 'ab', 'c\n', 'd')).toEqual(['abc\n'])
    expect(await written(_IOFBF, 4, 'abc', 'defghijkl')).toEqual(['abcd', 'efghijkl'])
    expect(await written(_IOFBF, 0, 'x'.repeat(BUFSIZ - 1), 'y', 'z')).toEqual([
      `${'x'.repeat(BUFSIZ - 1)}y`,
    ])
  })

  test('setvbuf and setbuf refuse what is wrong', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      for (const type of [3, -1, NaN, '0', null])
        expect(posix.setvbuf(stream, null, type as never, 10)).toBe(-1)
      for (const size of [-1, 1.5, NaN, 2 ** 27, '9'])
        expect(posix.setvbuf(stream, null, _IOFBF, size as never)).toBe(-1)
      expect(posix.errno).toBe(EINVAL)
      expect(posix.setvbuf(stream, 'x' as never, _IOFBF, 10)).toBe(-1)
      expect(posix.errno).toBe(EFAULT)
      expect(posix.setvbuf(stream, bytes('abcd'), _IOFBF, 4)).toBe(0)
      await posix.fclose(stream)
      posix.errno = 0
      posix.setbuf(null as never, null)
      expect(posix.errno).toBe(EBADF)
      expect(posix.setvbuf(null as never, null, _IOFBF, 10)).toBe(-1)
    })
  })

  test('setbuf of null turns buffering off, of a buffer on', async () => {
    await inProcess(async (posix) => {
      const terminal = newTerminal()
      const [fd = -1] = plug(posix, terminal)
      const stream = posix.fdopen(fd, 'w') as FILE
      posix.setbuf(stream, null)
      await posix.fputs('a', stream)
      posix.setbuf(stream, new Uint8Array(BUFSIZ))
      await posix.fputs('b\n', stream)
      expect(terminal.writes).toEqual(['a'])
      await posix.fclose(stream)
    })
  })

  test('a terminal is buffered by lines, a pipe fully, stderr not at all', async () => {
    await inProcess(async (posix) => {
      const [output, errors] = [newTerminal(), newTerminal()]
      await plugStandard(posix, newPipe(), output, errors)
      await posix.fputs('a', posix.stdout)
      await posix.fputs('b', posix.stderr)
      expect([output.writes, errors.writes]).toEqual([[], ['b']])
      await posix.fputs('\n', posix.stdout)
      expect(output.writes).toEqual(['a\n'])
    })
    await inProcess(async (posix) => {
      const output = newPipe()
      await plugStandard(posix, newPipe(), output)
      await posix.puts('a')
      expect(output.writes).toEqual([])
      await posix.fflush(posix.stdout)
      expect(output.writes).toEqual(['a\n'])
    })
  })

  test('what was asked stands on the terminal before an answer is read', async () => {
    await inProcess(async (posix) => {
      const terminal = newTerminal('7\n')
      await plugStandard(posix, terminal, terminal)
      const answer = { value: 0 }
      await posix.printf('how many? ')
      expect(await posix.scanf('%d', answer)).toBe(1)
      expect(answer.value).toBe(7)
      expect(terminal.events).toEqual(['write how many? ', 'read'])
    })
  })

  test('an unbuffered stream reads no byte more than is asked for', async () => {
    await inProcess(async (posix) => {
      const pipe = newPipe('abcdef')
      const [fd = -1] = plug(posix, pipe)
      const stream = posix.fdopen(fd, 'r') as FILE
      posix.setvbuf(stream, null, _IONBF, 0)
      expect(await posix.fgetc(stream)).toBe(0x61)
      expect(await posix.fread(new Uint8Array(2), 1, 2, stream)).toBe(2)
      expect(pipe.pieces).toEqual(['def'])
      await posix.fclose(stream)
    })
  })
})

describe('positions', () => {
  test('fseek, fseeko, ftell, ftello and rewind', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w+')
      await posix.fputs('abcdef', stream)
      expect(await posix.ftell(stream)).toBe(6)
      expect(await posix.fseek(stream, 1, SEEK_SET)).toBe(0)
      expect(await posix.fgetc(stream)).toBe(0x62)
      expect(await posix.ftello(stream)).toBe(2)
      expect(await posix.fseeko(stream, 1, SEEK_CUR)).toBe(0)
      expect(await posix.fgetc(stream)).toBe(0x64)
      expect(await posix.fseek(stream, -1, SEEK_END)).toBe(0)
      expect([await posix.fgetc(stream), await posix.fgetc(stream)]).toEqual([0x66, EOF])
      expect(await posix.fseek(stream, 0, SEEK_CUR)).toBe(0)
      expect(posix.feof(stream)).toBe(0)
      expect(await posix.fseek(stream, 10, SEEK_SET)).toBe(0)
      await posix.fputs('x', stream)
      await posix.rewind(stream)
      expect(await posix.fgets(20, stream)).toBe('abcdef\0\0\0\0x')
      await posix.fclose(stream)
    })
  })

  test('refuse what is none, and nothing moves', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abc')
      const stream = await opened(posix, '/tmp/a', 'r')
      await posix.fgetc(stream)
      const wrong = [
        [-2, SEEK_CUR],
        [-1, SEEK_SET],
        [-4, SEEK_END],
        [0, 3],
        [0, NaN],
        [0.5, SEEK_SET],
        ['1', SEEK_SET],
        [NaN, SEEK_SET],
      ]
      for (const [offset, whence] of wrong) {
        posix.errno = 0
        expect(await posix.fseek(stream, offset as never, whence as never)).toBe(-1)
        expect(posix.errno).toBe(EINVAL)
      }
      expect(await posix.fseek(stream, 2 ** 53, SEEK_SET)).toBe(-1)
      expect(posix.errno).toBe(EOVERFLOW)
      expect(await posix.fseek(stream, 2 ** 53 - 1, SEEK_CUR)).toBe(-1)
      expect(posix.errno).toBe(EOVERFLOW)
      expect(await posix.fgets(9, stream)).toBe('bc')
      await posix.fclose(stream)
      for (const attempt of [posix.ftell, posix.ftello]) {
        posix.errno = 0
        expect(await attempt(stream)).toBe(-1)
        expect(posix.errno).toBe(EBADF)
      }
      expect(await posix.fseek(stream, 0, SEEK_SET)).toBe(-1)
    })
  })

  test('there are none in a pipe', async () => {
    await inProcess(async (posix) => {
      const [fd = -1] = plug(posix, newPipe('abc'))
      const stream = posix.fdopen(fd, 'r') as FILE
      await posix.fgetc(stream)
      for (const attempt of [
        () => posix.ftell(stream),
        () => posix.fseek(stream, 0, SEEK_SET),
        () => posix.fseek(stream, 0, SEEK_CUR),
        () => posix.fgetpos(stream, new fpos_t()),
      ]) {
        posix.errno = 0
        expect(await attempt()).toBe(-1)
        expect(posix.errno).toBe(ESPIPE)
      }
      expect(await posix.fflush(stream)).toBe(0)
      expect(await posix.fgets(9, stream)).toBe('bc')
      await posix.fclose(stream)
    })
  })

  test('fgetpos and fsetpos store one, and go back to it', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abc')
      const stream = await opened(posix, '/tmp/a', 'r')
      const pos = new fpos_t()
      await posix.fgetc(stream)
      expect(await posix.fgetpos(stream, pos)).toBe(0)
      expect(await posix.fgets(9, stream)).toBe('bc')
      expect(await posix.fsetpos(stream, pos)).toBe(0)
      expect(await posix.fgets(9, stream)).toBe('bc')
      for (const wrong of [null, {}, { offset: 1 }, 1]) {
        expect(await posix.fgetpos(stream, wrong as never)).toBe(-1)
        expect(posix.errno).toBe(EFAULT)
        expect(await posix.fsetpos(stream, wrong as never)).toBe(-1)
      }
      await posix.fclose(stream)
    })
  })

  test('of a stream that appends is the end of the file after a write', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abc')
      const stream = await opened(posix, '/tmp/a', 'a')
      expect(await posix.ftell(stream)).toBe(3)
      const other = await opened(posix, '/tmp/a', 'a')
      await posix.fputs('xyz', other)
      await posix.fclose(other)
      await posix.fputs('d', stream)
      expect(await posix.ftell(stream)).toBe(7)
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('abcxyzd')
    })
  })

  test('a write behind a read goes where reading was', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/a', 'abcdef')
      const stream = await opened(posix, '/tmp/a', 'r+')
      await posix.fgetc(stream)
      await posix.fputc(0x58, stream)
      expect(await posix.fgetc(stream)).toBe(0x63)
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/a')).toBe('aXcdef')
    })
  })
})

describe('indicators', () => {
  test('feof and ferror tell them, clearerr and rewind clear them', async () => {
    await inProcess(async (posix) => {
      const stream = await opened(posix, '/tmp/a', 'w')
      expect([posix.feof(stream), posix.ferror(stream)]).toEqual([0, 0])
      await posix.fgetc(stream)
      expect(posix.ferror(stream)).toBe(1)
      await posix.rewind(stream)
      expect(posix.ferror(stream)).toBe(0)
      await posix.fgetc(stream)
      posix.clearerr(stream)
      expect(posix.ferror(stream)).toBe(0)
      await posix.fclose(stream)
      posix.errno = 0
      expect([posix.feof(null as never), posix.errno]).toEqual([0, EBADF])
      expect(posix.ferror({} as never)).toBe(0)
      posix.clearerr(undefined as never)
      await posix.rewind(7 as never)
    })
  })

  test('fileno is the descriptor', async () => {
    await inProcess(async (posix) => {
      const numbers = [posix.stdin, posix.stdout, posix.stderr].map((each) => posix.fileno(each))
      expect(numbers).toEqual([0, 1, 2])
      expect(posix.fileno(null as never)).toBe(-1)
      expect(posix.errno).toBe(EBADF)
    })
  })
})

describe('temporary files', () => {
  test('tmpfile has no name, and reads what was written', async () => {
    await inProcess(async (posix) => {
      const stream = (await posix.tmpfile()) as FILE
      await posix.fputs('abc', stream)
      await posix.rewind(stream)
      expect(await posix.fgets(9, stream)).toBe('abc')
      expect(await posix.fopen('/tmp/file0000', 'r')).toBeNull()
      expect(posix.errno).toBe(ENOENT)
      await posix.fclose(stream)
      expect(descriptors(posix)).toBe(standard)
    })
  })

  test('tmpfile takes another name if a file has it', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/file0000', 'mine')
      const stream = (await posix.tmpfile()) as FILE
      expect(stream).not.toBeNull()
      await posix.fclose(stream)
      expect(await readFile(posix, '/tmp/file0000')).toBe('mine')
    })
  })

  test('tmpnam names no file, another for each call, and ends', async () => {
    await inProcess(async (posix) => {
      await writeFile(posix, '/tmp/file0000', '')
      const names = [await posix.tmpnam(), await posix.tmpnam()]
      expect(names).toEqual(['/tmp/file0001', '/tmp/file0002'])
      OpenStreams.of(threadOf(posix)).temporaryNames = TMP_MAX - 1
      expect((await posix.tmpnam())?.length).toBeLessThan(20)
      expect(await posix.tmpnam()).toBeNull()
      expect(await posix.tmpfile()).toBeNull()
    })
  })

  test('need a directory that may be written to', async () => {
    await inProcess(async (posix) => {
      const { files } = threadOf(posix).process
      files.open = () => -EACCES
      expect(await posix.tmpfile()).toBeNull()
      expect(posix.errno).toBe(EACCES)
    })
  })
})

test('popen and pclose are ENOSYS: there is no shell', async () => {
  await inProcess((posix) => {
    expect(posix.popen('ls', 'r')).toBeNull()
    expect(posix.errno).toBe(ENOSYS)
    posix.errno = 0
    expect(posix.pclose(posix.stdin)).toBe(-1)
    expect(posix.errno).toBe(ENOSYS)
  })
})

test('a stream of another process is none', async () => {
  let stolen: FILE | null = null
  await inProcess(async (posix) => {
    stolen = posix.stdout
  })
  await inProcess(async (posix) => {
    await plugStandard(posix, new Device(), new Device())
    expect(await posix.fputs('x', stolen as never)).toBe(EOF)
    expect(posix.errno).toBe(EBADF)
  })
})
