import { Sketch } from "graphnn-canvas";

export default Sketch;
