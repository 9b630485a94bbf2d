import { Connection } from "graphnn-canvas";

export default Connection;
