import { Canvas } from "graphnn-canvas";

export default Canvas;
