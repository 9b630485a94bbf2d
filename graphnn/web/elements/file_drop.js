import { FileDrop } from "graphnn-canvas";

export default FileDrop;
