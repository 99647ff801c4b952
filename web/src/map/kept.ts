/** A picture that is painted anew only when what it shows has changed. */
export class Kept {
  readonly canvas = document.createElement("canvas");
  private state = "";

  /** `state` tells all that the picture depends on but its size. */
  paint(state: string, width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): void {
    const context = this.canvas.getContext("2d");
    const isSized = this.canvas.width === width && this.canvas.height === height;
    if (!context || (isSized && state === this.state)) return;
    if (!isSized) [this.canvas.width, this.canvas.height] = [width, height];
    context.setTransform(1, 0, 0, 1, 0, 0);
    draw(context);
    this.state = state;
  }
}
