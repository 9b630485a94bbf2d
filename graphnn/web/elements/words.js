import { Words } from "graphnn-canvas";

export default Words;
