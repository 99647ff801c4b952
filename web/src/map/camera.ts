/** What part of the world is on the screen. Cameras are values: every move makes a new one. */
import type { Box } from "./geometry";

export interface Camera {
  /** The point of the world in the middle of the screen. */
  readonly x: number;
  readonly y: number;
  /** Pixels for one unit of the world. */
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Limits {
  readonly box: Box;
  readonly least: number;
  readonly most: number;
}

/** The camera that shows all of a box with an edge of pixels around it, at most so near: a world may be a single point. */
export function fitted(box: Box, size: Size, edge: number, most = Math.max(size.width, size.height)): Camera {
  const room = (pixels: number, length: number) => Math.max(1, pixels - 2 * edge) / Math.max(length, 1e-9);
  const scale = Math.min(room(size.width, box[2] - box[0]), room(size.height, box[3] - box[1]), most);
  return { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, scale };
}

export function screenX(camera: Camera, size: Size, x: number): number {
  return (x - camera.x) * camera.scale + size.width / 2;
}

export function screenY(camera: Camera, size: Size, y: number): number {
  return (y - camera.y) * camera.scale + size.height / 2;
}

export function worldX(camera: Camera, size: Size, x: number): number {
  return (x - size.width / 2) / camera.scale + camera.x;
}

export function worldY(camera: Camera, size: Size, y: number): number {
  return (y - size.height / 2) / camera.scale + camera.y;
}

/** Nearer by a factor; what is under the given pixel stays there. */
export function zoomed(camera: Camera, size: Size, limits: Limits, factor: number, x: number, y: number): Camera {
  const scale = Math.max(limits.least, Math.min(limits.most, camera.scale * factor));
  const [atX, atY] = [worldX(camera, size, x), worldY(camera, size, y)];
  return held({ x: atX - (x - size.width / 2) / scale, y: atY - (y - size.height / 2) / scale, scale }, limits);
}

export function panned(camera: Camera, limits: Limits, dx: number, dy: number): Camera {
  return held({ x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale, scale: camera.scale }, limits);
}

/** The middle of the screen never leaves the network. */
export function held(camera: Camera, { box }: Limits): Camera {
  return {
    x: Math.max(box[0], Math.min(box[2], camera.x)),
    y: Math.max(box[1], Math.min(box[3], camera.y)),
    scale: camera.scale,
  };
}

/** Between two cameras, `along` from 0 to 1: scales are blended by their ratio, so that it feels even. */
export function between(from: Camera, to: Camera, along: number): Camera {
  const scale = from.scale * (to.scale / from.scale) ** along;
  // The target moves over the screen evenly, not over the world.
  const part = from.scale === to.scale ? along : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, scale };
}

/** The part of the world that is on the screen. */
export function seen(camera: Camera, size: Size, margin = 0): Box {
  return [
    worldX(camera, size, -margin),
    worldY(camera, size, -margin),
    worldX(camera, size, size.width + margin),
    worldY(camera, size, size.height + margin),
  ];
}

const ROUND = [1, 2, 5];

/** A round number of kilometres that is at most `most` pixels long on the screen, and its length. */
export function scaleBar(camera: Camera, km: number, most: number): { km: number; pixels: number } {
  const one = km * camera.scale;
  const power = 10 ** Math.floor(Math.log10(most / one));
  const times = ROUND.filter((value) => value * power * one <= most).pop() ?? 1;
  return { km: times * power, pixels: times * power * one };
}
